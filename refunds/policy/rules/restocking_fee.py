"""What is kept of the price when somebody has merely changed their mind."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import FAULT_REASONS, REASONS, Facts
from refunds.policy.fees import Fee, Fees
from refunds.policy.names import REASON_NAMES
from refunds.policy.parameter_types import parameter, some_of
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _
from refunds.policy.wording import listed_or, money

KEEPING = tuple(reason for reason in REASONS if reason not in (*FAULT_REASONS, "withdrawal"))
"""Who withdraws as the law allows has everything back, and so has whoever something went wrong for."""


@dataclass(frozen=True)
class Parameters:
    reasons: tuple[str, ...] = parameter(
        ["changed_mind"],
        some_of(KEEPING, REASON_NAMES),
        gettext_lazy("For these reasons; never where something went wrong"),
    )
    fees: tuple[Fee, ...] = parameter(
        [], Fees(), gettext_lazy("Kept by product kind: a percentage, or a fixed amount for each piece")
    )


class RestockingFee(Rule[Parameters]):
    """
    When something comes back because of a change of mind, a part of its price may be kept for restocking it. Nothing
    is ever kept where something went wrong. Staff can waive the fee and say why.
    """

    code = "restocking_fee"
    title = gettext_lazy("Restocking fee")
    parameters = Parameters
    turns_down = False

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if facts.fee_waived:
            return self.allow(_("The restocking fee was waived."), _("We keep no restocking fee this time."))
        if facts.fee_minor:
            kept = {"fee": money(facts.fee_minor, facts.currency)}
            return self.allow(
                _("A restocking fee of %(fee)s is kept.") % kept,
                _("We keep a restocking fee of %(fee)s.") % kept,
                fee_minor=facts.fee_minor,
            )
        if _might_owe_one(facts, parameters):
            return self.review(
                _("Only an amount is asked for; whether a restocking fee is due, a person decides."),
                _("For some of these things we keep a restocking fee, so a colleague looks at the amount."),
            )
        return self.allow(_("No restocking fee is due."), _("We keep no restocking fee."))

    def plain_words(self, parameters: Parameters) -> str:
        if not parameters.reasons:
            return _("We keep no restocking fee, whatever the reason for giving something back.")
        words = {
            "reasons": listed_or([str(REASON_NAMES[reason]) for reason in parameters.reasons]),
            "fees": "; ".join(fee.told() for fee in parameters.fees) or _("nothing"),
        }
        return (
            _(
                "If the reason is %(reasons)s, we keep for restocking: %(fees)s. Nothing is ever kept where something"
                " went wrong."
            )
            % words
        )

    @classmethod
    def remedy(cls) -> str:
        return _("This rule turns nothing down; it only says what is kept for restocking.")


def _might_owe_one(facts: Facts, parameters: Parameters) -> bool:
    """Whether an amount without lines may stand for something that a fee is kept of."""
    kinds = {fee.product_kind for fee in parameters.fees}
    bought = any(line.product_kind in kinds for line in facts.lines)
    return bought and not facts.names_lines and facts.reason in parameters.reasons


RULE = RestockingFee
