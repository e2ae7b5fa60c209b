"""Whether the money can travel back the way it came."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _


@dataclass(frozen=True)
class Parameters:
    """The payment method decides this, not the shop."""


class RefundableMethod(Rule[Parameters]):
    """
    Money goes back the way it came wherever the payment method can take it.
    Where it cannot, the refund needs another way: store credit or a bank transfer.
    """

    code = "refundable_method"
    title = gettext_lazy("Way back")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if facts.rail != "original":
            return self.allow(
                _("The refund does not need the original payment method."),
                _("The refund does not depend on how you paid."),
            )
        if not facts.method_refundable:
            return self.deny(
                _("The payment method cannot take this refund; it needs store credit or a bank transfer."),
                _("The way you paid cannot take money back. Please choose store credit or a bank transfer."),
            )
        return self.allow(
            _("The payment method can take the money back."),
            _("The money can go back the way you paid."),
        )

    def plain_words(self, parameters: Parameters) -> str:
        return _(
            "Money goes back the way you paid wherever that can take it. Where it cannot, we use store credit or a bank"
            " transfer."
        )


RULE = RefundableMethod
