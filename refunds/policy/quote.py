"""What the customer reads before asking: how much comes back, where to, and how soon."""

from __future__ import annotations

from django.utils.translation import gettext as _

from refunds.policy.verdicts import Verdict
from refunds.policy.wording import money

# Cards: Stripe's refunds guide, 5 to 10 business days (2026-05). The others are careful estimates of ours.
_ARRIVAL = {
    ("original", "card"): (5, 10),
    ("original", "bank"): (3, 7),
    ("original", "wallet"): (1, 5),
    ("bank_transfer", ""): (1, 3),
    ("store_credit", ""): (0, 0),
}
_SLOWEST = (5, 10)


def expected_arrival(rail: str, method_kind: str) -> tuple[int, int]:
    """Return the usual fewest and most business days until the money is there; 0 to 0 means at once."""
    return _ARRIVAL.get((rail, method_kind if rail == "original" else ""), _SLOWEST)


def quote_sentence(
    *,
    amount_minor: int,
    currency: str,
    rail: str,
    method_kind: str,
    card_last4: str = "",
    method_label: str = "",
    verdict: Verdict = Verdict.ALLOW,
) -> str:
    """Say what the request would come to: "You get 43.10 EUR back to your card ending 4242, usually within …"."""
    if verdict == Verdict.DENY:
        return _("Our refund policy does not cover this request as it stands.")
    words = {
        "amount": money(amount_minor, currency),
        "destination": destination(rail, method_kind, card_last4, method_label),
        "arrival": arrival(rail, method_kind),
    }
    if verdict == Verdict.REVIEW:
        promise = _("If it is approved, you get %(amount)s back to %(destination)s, %(arrival)s.") % words
        return _("A colleague looks at your request first.") + " " + promise
    return _("You get %(amount)s back to %(destination)s, %(arrival)s.") % words


def fee_sentence(gross_minor: int, fee_minor: int, currency: str) -> str:
    """Say gross, fee and net in one sentence; nothing where no fee is kept."""
    if not fee_minor:
        return ""
    return _("It comes to %(gross)s; we keep a restocking fee of %(fee)s, so %(net)s goes back.") % {
        "gross": money(gross_minor, currency),
        "fee": money(fee_minor, currency),
        "net": money(gross_minor - fee_minor, currency),
    }


def destination(rail: str, method_kind: str, card_last4: str = "", method_label: str = "") -> str:
    """Name the place the money goes to, to follow "back to"."""
    if rail == "store_credit":
        return _("your store credit")
    if rail == "bank_transfer":
        return _("your bank account")
    if method_kind == "card" and card_last4:
        return _("your card ending %s") % card_last4
    if method_label:
        return _("your %s account") % method_label
    named = {"card": _("the card you paid with"), "bank": _("the bank account you paid from")}
    return named.get(method_kind, _("the payment method you used"))


def arrival(rail: str, method_kind: str) -> str:
    """Say how soon, as the end of a sentence."""
    fewest, most = expected_arrival(rail, method_kind)
    if most == 0:
        return _("at once")
    return _("usually within %(fewest)d to %(most)d business days") % {"fewest": fewest, "most": most}
