"""What was told with a request, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from refunds.models import Refund
from refunds.policy.questions import answer_in_words

register = template.Library()


@register.filter
def answers_in_words(refund: Refund) -> list[tuple[str, str]]:
    """Each question with its answer. What the house delivers is translated, what people wrote stays as it is."""
    return [(_(row["question"]), answer_in_words(row["answer"])) for row in refund.answers]
