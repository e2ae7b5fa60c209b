"""Never more than was paid: for the payment and for every line."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts, LineFacts
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _
from refunds.policy.wording import money, quoted


@dataclass(frozen=True)
class Parameters:
    """What is left of a payment is arithmetic; there is nothing to choose."""


class RefundableAmount(Rule[Parameters]):
    """
    A refund is more than zero and never more than what is left of the payment, nor of any line in it.
    What is refunded, and what is approved and still on its way, no longer counts as left.
    """

    code = "refundable_amount"
    title = gettext_lazy("Refundable amount")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if facts.amount_minor <= 0:
            return self.deny(
                _("The amount is not more than zero."),
                _("Please ask for an amount of more than zero."),
            )
        if facts.amount_minor > facts.left_minor:
            return self._more_than_left(facts)
        exceeded = [line for line in facts.lines if _asks_too_much(line)]
        if exceeded:
            return self._more_than_bought(exceeded, facts.currency)
        if facts.names_lines and _lines_minor(facts) + facts.goodwill_minor != facts.amount_minor:
            return self._does_not_add_up(facts)
        return self._fits(facts)

    def plain_words(self, parameters: Parameters) -> str:
        return _(
            "You can get back what you paid, and never more: neither for the whole payment nor for one thing in it."
            " What was refunded already, or is on its way, counts."
        )

    @classmethod
    def remedy(cls) -> str:
        return _("Ask for what is left of the payment, or less.")

    def _more_than_left(self, facts: Facts) -> RuleVerdict:
        if facts.left_minor <= 0:
            return self.deny(
                _("Nothing is left to refund on this payment."),
                _("This payment has already been refunded, or a refund of it is on its way."),
                because=_because(facts),
                remedy=_("Nothing changes it: what you paid is on its way back, or with you already."),
                left_minor=0,
            )
        words = {
            "asked": money(facts.amount_minor, facts.currency),
            "left": money(facts.left_minor, facts.currency),
        }
        return self.deny(
            _("%(asked)s is asked for; %(left)s is left on the payment.") % words,
            _("%(left)s of this payment can still be refunded. Please ask for that or less.") % words,
            because=_because(facts),
            left_minor=facts.left_minor,
        )

    def _more_than_bought(self, exceeded: list[LineFacts], currency: str) -> RuleVerdict:
        names = quoted([line.description for line in exceeded])
        return self.deny(
            _("More is asked for than is left on %s.") % names,
            _("Less is left to refund on %s than you asked for. Please choose a smaller quantity.") % names,
            because=" ".join(_left_on(line, currency) for line in exceeded),
            lines=[line.line_id for line in exceeded],
        )

    def _does_not_add_up(self, facts: Facts) -> RuleVerdict:
        total = _lines_minor(facts)
        words = {"lines": money(total, facts.currency), "asked": money(facts.amount_minor, facts.currency)}
        return self.review(
            _("The lines come to %(lines)s, but %(asked)s is asked for.") % words,
            _("A colleague checks the amount of your request by hand."),
            lines_minor=total,
        )

    def _fits(self, facts: Facts) -> RuleVerdict:
        words = {
            "asked": money(facts.amount_minor, facts.currency),
            "left": money(facts.left_minor, facts.currency),
        }
        return self.allow(
            _("%(asked)s of the %(left)s that is left.") % words,
            _("The amount is covered by your payment."),
            left_minor=facts.left_minor,
        )


def _because(facts: Facts) -> str:
    words = {
        "asked": money(facts.amount_minor, facts.currency),
        "paid": money(facts.captured_minor, facts.currency),
        "left": money(max(facts.left_minor, 0), facts.currency),
    }
    return _("You paid %(paid)s, of which %(left)s is left, and asked for %(asked)s.") % words


def _left_on(line: LineFacts, currency: str) -> str:
    left = money(max(line.left_minor, 0), currency)
    return _("Of “%(thing)s”, bought %(count)d times, %(left)s is left.") % {
        "thing": line.description,
        "count": line.quantity_bought,
        "left": left,
    }


def _lines_minor(facts: Facts) -> int:
    return sum(line.asked_minor for line in facts.lines)


def _asks_too_much(line: LineFacts) -> bool:
    asks_nothing_below = line.asked_minor >= 0 and line.quantity_asked >= 0
    fits = line.asked_minor <= max(line.left_minor, 0) and line.quantity_asked <= line.quantity_bought
    return not (asks_nothing_below and fits)


RULE = RefundableAmount
