"""What the law gives is never turned down by the machine."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.parameter_types import parameter, yes_or_no
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _

REASON = "withdrawal"


@dataclass(frozen=True)
class Parameters:
    by_itself: bool = parameter(
        False, yes_or_no, gettext_lazy("A withdrawal may go out by itself where no other rule wants a person")
    )


class StatutoryWithdrawal(Rule[Parameters]):
    """
    A customer who withdraws from a contract as the law allows is never turned down without a person, whatever the
    other rules say: a person decides, or the money goes out.
    """

    code = "statutory_withdrawal"
    title = gettext_lazy("Withdrawal by law")
    parameters = Parameters
    turns_down = False

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if facts.reason != REASON:
            return self.allow(
                _("The customer did not withdraw from the contract as the law allows."),
                _("Your request is not about a withdrawal from the contract."),
            )
        if parameters.by_itself:
            return self.allow(
                _("The customer withdrew from the contract; this policy lets that go out by itself."),
                _("You have withdrawn from the contract."),
            )
        return self.review(
            _("The customer withdrew from the contract: a person looks whether the law gives it. Mind its due day."),
            _("You have withdrawn from the contract, so a person decides it in time."),
        )

    def plain_words(self, parameters: Parameters) -> str:
        words = _(
            "If you withdraw from the contract as the law allows, we never say no without a person looking at it."
        )
        if parameters.by_itself:
            return words + " " + _("It may be paid back at once.")
        return words + " " + _("A person decides it in time.")

    @classmethod
    def remedy(cls) -> str:
        return _("This rule turns nothing down; it only says that a person looks at a withdrawal.")


RULE = StatutoryWithdrawal
