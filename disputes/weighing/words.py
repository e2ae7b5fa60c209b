"""What the scales say, in sentences for people."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from customers.money import format_money
from disputes.weighing.chance import WHOLE, Chance
from disputes.weighing.pressure import Pressure
from disputes.weighing.value import FIGHT, Worth
from disputes.weighing.weigh import Weighed

LEVELS: dict[str, Promise] = {
    "all": gettext_lazy("All answered disputes"),
    "reason": gettext_lazy("with this reason"),
    "network": gettext_lazy("and this network"),
    "evidence": gettext_lazy("and evidence as strong"),
}
LINES: dict[str, Promise] = {
    "comes_back": gettext_lazy("Comes back with the chance to win"),
    "work": gettext_lazy("Work on the answer"),
    "counter_fee": gettext_lazy("The gateway's fee for answering"),
    "dispute_fee": gettext_lazy("The gateway's fee, should it become a chargeback"),
    "compliance_fee": gettext_lazy("The network's fee for a compliance case"),
    "arbitration_fee": gettext_lazy("The network's fee for deciding it in its own court"),
}
NOT_COUNTED: dict[str, Promise] = {
    "work": gettext_lazy("What an hour of work costs in this currency has not been set, so work is not counted."),
    "counter_fee": gettext_lazy("What this gateway charges for an answer is not in the table, so it is not counted."),
    "dispute_fee": gettext_lazy("What this gateway charges for a chargeback is not in the table: it is not counted."),
    "compliance_fee": gettext_lazy(
        "What the network charges for a compliance case is not in the table, so it is not counted."
    ),
    "arbitration_fee": gettext_lazy(
        "What the network charges for its own court is not in the table, so it is not counted. It may be hundreds."
    ),
    "compliance_fee_in_other_currency": gettext_lazy(
        "The network's fee for a compliance case is in another currency than the dispute, so it is not counted."
    ),
    "arbitration_fee_in_other_currency": gettext_lazy(
        "The network's fee for its own court is in another currency than the dispute, so it is not counted."
    ),
    "counter_fee_in_other_currency": gettext_lazy(
        "The fee for answering is in another currency than the dispute, so it is not counted."
    ),
    "dispute_fee_in_other_currency": gettext_lazy(
        "The fee for a chargeback is in another currency than the dispute, so it is not counted."
    ),
}


def hundredths(of_whole: int) -> int:
    """A chance as people say it: so many of a hundred."""
    return round(of_whole * 100 / WHOLE)


def money(amount_minor: int, currency: str) -> str:
    return format_money(amount_minor, currency, get_language() or "en")


def sentence_of(weighed: Weighed) -> str:
    """The advice and its reason in one plain sentence."""
    if weighed.is_hopeless:
        return _("The network turns no dispute of this kind, whatever is shown: an answer would only cost.")
    worth, inquiry = weighed.worth, weighed.stakes.is_inquiry
    words = {"amount": money(abs(worth.fight_minor), weighed.stakes.currency), "chance": chance_words(weighed.chance)}
    if worth.advice == FIGHT and inquiry:
        said = _("Answering is worth about %(amount)s more than refunding: %(chance)s.")
    elif worth.advice == FIGHT:
        said = _("Fighting is worth about %(amount)s more than accepting: %(chance)s.")
    elif inquiry:
        said = _("Refunding is better by about %(amount)s than answering: %(chance)s.")
    else:
        said = _("Accepting is better by about %(amount)s than fighting: %(chance)s.")
    return said % words


def chance_words(chance: Chance) -> str:
    """ "62 of 100 such cases are won, surely 44 to 78"; with nothing to go by it says so."""
    words: dict[str, Any] = {"n": hundredths(chance.likely), "low": hundredths(chance.low),
                             "high": hundredths(chance.high), "cases": chance.cases}  # fmt: skip
    if not chance.cases:
        return _("no answered dispute has ended here yet, so an even chance is assumed")
    said = ngettext(
        "about %(n)d of 100 such cases are won (likely %(low)d to %(high)d), by the %(cases)d that has ended here",
        "about %(n)d of 100 such cases are won (likely %(low)d to %(high)d), by the %(cases)d that have ended here",
        chance.cases,
    )
    return said % words


def closeness_of(worth: Worth) -> str:
    """Said where what is known allows either way; else ""."""
    return _("It is close: the cases so far allow either.") if worth.is_close else ""


def pays_from_words(worth: Worth) -> str:
    if worth.pays_from is None:
        return _("Even a sure win would cost more than it brings back.")
    return _("An answer pays from a chance of %d of 100 on.") % -(-worth.pays_from * 100 // WHOLE)


def pressure_words(pressure: Pressure, dispute_counts: bool | None = None) -> str:
    """How near the network's limit is; with a dispute at hand also what the decision has to do with it."""
    name = {"visa": "Visa", "mastercard": "Mastercard"}[pressure.programme.network]
    if pressure.share is None:
        return _("%s watches shops with many disputes; there are no sales yet to compare with.") % name
    words = {
        "network": name,
        "cases": pressure.cases,
        "share": _percent(pressure.share),
        "limit": _percent(pressure.programme.limit),
        "least": pressure.programme.least_cases,
    }
    now = _(
        "%(network)s: %(cases)d cases this month, %(share)s %% of the sales. From %(limit)s %% and %(least)d cases on"
        " the shop is put under watch."
    )
    return " ".join(filter(None, (now % words, _of_this_dispute(dispute_counts))))


def _of_this_dispute(counts: bool | None) -> str:
    if counts is None:
        return ""
    if counts:
        return _("This dispute counts already, won or lost.")
    return _("An inquiry does not count yet; a full refund keeps it from becoming a case that does.")


def _percent(of_whole: int) -> str:
    return f"{of_whole / 100:.2f}"
