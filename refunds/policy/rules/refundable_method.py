"""Whether the money can travel back the way it came."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _

WHY_NOT = {
    "": gettext_lazy("The payment method cannot take this refund; it needs store credit or a bank transfer."),
    "not_set_up": gettext_lazy(
        "The gateway of this payment is not set up here; it needs store credit or a bank transfer."
    ),
    "too_old": gettext_lazy(
        "The gateway takes no refund of a payment this old; it needs store credit or a bank transfer."
    ),
    "only_once": gettext_lazy(
        "The gateway takes one refund of a payment only, and there is one; it needs store credit or a bank transfer."
    ),
    "whole_only": gettext_lazy(
        "The gateway gives a payment back as a whole only; a part needs store credit or a bank transfer."
    ),
    "unsendable": gettext_lazy(
        "The gateway has no way to write this amount; ask for a rounder one, for store credit or for a bank transfer."
    ),
}
"""By what the facts say of the payment method."""

BECAUSE = {
    "": gettext_lazy("The way you paid takes no money back."),
    "not_set_up": gettext_lazy("The payment company that you paid through is not connected to our shop any more."),
    "too_old": gettext_lazy("The payment company sends nothing back for a payment as old as yours."),
    "only_once": gettext_lazy("The payment company sends money back once for a payment, and has done so for yours."),
    "whole_only": gettext_lazy("The payment company sends back a whole payment only, and you asked for a part."),
    "unsendable": gettext_lazy("The payment company has no way to send exactly this amount."),
}
"""The same for the customer."""


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
                str(WHY_NOT.get(facts.method_trouble, WHY_NOT[""])),
                _("The way you paid cannot take money back. Please choose store credit or a bank transfer."),
                because=str(BECAUSE.get(facts.method_trouble, BECAUSE[""])),
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

    @classmethod
    def remedy(cls) -> str:
        return _("Ask again, and choose store credit or a bank transfer.")


RULE = RefundableMethod
