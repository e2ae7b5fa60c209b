"""Acting on one stored event. A webhook is a nudge: the gateway's current record is what counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db.models.functions import Now

from customers import clock
from customers.correlation import working_under
from customers.errors import RecourseError
from refunds.crash_points import crash_point
from refunds.errors import Contradiction, TooEarly, Unmatched
from refunds.models import WebhookEvent
from refunds.webhooks.old_news import known_words
from refunds.webhooks.sockets import handler_of

TRIES_BEFORE_A_PERSON = 10
State = WebhookEvent.State

log = structlog.get_logger(__name__)


def act_on(event: WebhookEvent) -> None:
    """Do what the event asks for and write down what that was; where it cannot be done now, try later."""
    handler = handler_of(event.topic)
    if handler is None:
        _close(event, State.IGNORED, "Nothing here listens to this kind.")
        return
    try:
        result = handler(event)
    except TooEarly as why:
        _try_later(event, str(why))
    except Contradiction as why:
        _close(event, State.QUARANTINED, str(why))
    except Unmatched as why:
        _close(event, State.PARKED, str(why))
    except RecourseError as trouble:
        log.info("webhook.put_off", webhook=event.pk, why=trouble.code)
        _try_later(event, trouble.message)
    except Exception as trouble:
        log.exception("webhook.processing_broke", webhook=event.pk)
        _try_later(event, f"{type(trouble).__name__}: {trouble}")
    else:
        crash_point("inside_webhook")
        _close(event, State.PROCESSED, result)


def close_known(events: Sequence[WebhookEvent]) -> None:
    """Close events that tell what is known already, all with one statement."""
    if not events:
        return
    crash_point("inside_webhook")
    for event in events:
        with working_under(event.correlation_id):
            _tell_of(event, State.PROCESSED)
    _write_down(events, State.PROCESSED, known_words())


def _close(event: WebhookEvent, state: str, result: str) -> None:
    _tell_of(event, state)
    _write_down([event], state, result)


def _tell_of(event: WebhookEvent, state: str) -> None:
    log.info("webhook.worked_off", webhook=event.pk, kind=event.kind, state=str(state))


def _write_down(events: Sequence[WebhookEvent], state: str, result: str) -> None:
    WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).update(
        state=state, result=result[:300], processed_at=clock.now(), due_at=None
    )


def _try_later(event: WebhookEvent, why: str) -> None:
    if event.tries + 1 >= TRIES_BEFORE_A_PERSON:
        _close(event, State.PARKED, why)
        return
    wait = timedelta(seconds=min(2 ** (event.tries + 1), 600))
    WebhookEvent.objects.filter(pk=event.pk).update(due_at=Now() + wait, result=why[:300])
