"""When a picture or a paper must be seen before money leaves."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import REASONS, Facts
from refunds.policy.names import REASON_NAMES
from refunds.policy.parameter_types import amounts_by_currency, parameter, some_of
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _
from refunds.policy.wording import listed_or, money


@dataclass(frozen=True)
class Parameters:
    reasons: tuple[str, ...] = parameter(
        ["damaged", "not_as_described", "wrong_item"],
        some_of(REASONS, REASON_NAMES),
        gettext_lazy("Reasons that need a document"),
    )
    up_to_minor: dict[str, int] = parameter(
        {"EUR": 2500, "USD": 2500, "GBP": 2500, "CHF": 2500, "JPY": 4000},
        amounts_by_currency(none_means=gettext_lazy("always needed")),
        gettext_lazy("No document up to this amount; a currency without one always needs a document"),
    )


class DocumentsRequired(Rule[Parameters]):
    """
    For some reasons, such as damage, a photo or another document is needed above a small amount. Without one a person
    decides.
    """

    code = "documents_required"
    title = gettext_lazy("Documents")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        free_minor = parameters.up_to_minor.get(facts.currency, 0)
        if facts.reason not in parameters.reasons or facts.amount_minor <= free_minor:
            return self.allow(
                _("No document is needed for this reason and amount."),
                _("We need no document for this request."),
            )
        if facts.documents > 0:
            return self.allow(
                _("A document was handed in."), _("Thank you, we have your document."), documents=facts.documents
            )
        return self._missing(facts, free_minor)

    def plain_words(self, parameters: Parameters) -> str:
        if not parameters.reasons:
            return _("We need no photo and no other document.")
        reasons = listed_or([str(REASON_NAMES[reason]) for reason in parameters.reasons])
        sentence = (
            _("If the reason is %s, a photo or another document is needed; without one a person decides.") % reasons
        )
        if not parameters.up_to_minor:
            return sentence + " " + _("This holds for every amount.")
        amounts = listed_or([money(amount, currency) for currency, amount in parameters.up_to_minor.items()])
        return sentence + " " + _("Up to %s none is needed.") % amounts

    @classmethod
    def remedy(cls) -> str:
        return _("A photo or another document that shows what is wrong changes it.")

    def _missing(self, facts: Facts, free_minor: int) -> RuleVerdict:
        limit = money(free_minor, facts.currency)
        return self.review(
            _("For this reason and above %s a document is needed, and there is none.") % limit,
            _("A photo or another document helps us to decide sooner."),
            because=_("You asked for more than %s, and we had no photo or other document.") % limit,
            free_minor=free_minor,
        )


RULE = DocumentsRequired
