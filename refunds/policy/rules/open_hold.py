"""No money leaves a payment while something holds it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _


@dataclass(frozen=True)
class Parameters:
    """A hold always holds; there is nothing to choose."""


class OpenHold(Rule[Parameters]):
    """
    While a dispute is open on a payment, or a member of staff has put it on hold, no refund of it leaves without a
    person: money that the bank has already taken back must not be paid a second time.
    """

    code = "open_hold"
    title = gettext_lazy("Disputes and holds")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if not facts.open_holds:
            return self.allow(
                _("No dispute or hold is open on this payment."),
                _("Nothing stands in the way of your payment being refunded."),
            )
        return self.review(
            _("The payment is on hold: %s") % "; ".join(facts.open_holds),
            _("Your payment is being looked into at the moment. A colleague decides as soon as that is over."),
            holds=list(facts.open_holds),
        )

    def plain_words(self, parameters: Parameters) -> str:
        return _("While your bank or we look into a payment, a person decides before any money of it is paid back.")

    @classmethod
    def remedy(cls) -> str:
        return _("It changes once the payment is no longer being looked into. You can ask again then.")


RULE = OpenHold
