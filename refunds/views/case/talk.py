"""The conversation of a case: what was said, the field to answer in, and the answers that are ready."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from refunds import permissions
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.models import Refund
from refunds.notices import language_for
from refunds.ready_answers import answers_for
from refunds.talk import thread_of
from refunds.views.access import StaffRequest


def panel(request: StaffRequest, refund: Refund, typed: str = "", refusal: str = "", seen: int = 0) -> dict[str, Any]:
    """`typed` is what stood in the field, `refusal` why it was not sent, `seen` the newest message it was about."""
    thread = thread_of(refund.reference)
    may_talk = permissions.TALK in request.allowed and not refund.merged_into_id
    language = language_for(refund)
    return {
        "thread": thread,
        "may_talk": may_talk,
        "talk_typed": typed,
        "talk_refusal": refusal,
        "talk_seen": seen or max((said.pk for said in thread if said.state != said.State.DISMISSED), default=0),
        "talk_limit": TALK_LIMIT,
        "talk_language": dict(settings.LANGUAGES)[language],
        "ready_answers": [(ready, language in ready.texts) for ready in answers_for(request.user)] if may_talk else [],
    }
