"""The arithmetic behind a pattern in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disputes.models import DisputePattern

Kind = DisputePattern.Kind


def tell_numbers(pattern: DisputePattern) -> str:
    numbers = pattern.numbers
    cases, days = numbers.get("cases", 0), numbers.get("days", 0)
    if pattern.kind == Kind.CUSTOMER:
        said = ngettext("%(n)d payment disputed within a year.", "%(n)d payments disputed within a year.", cases)
        return said % {"n": cases}
    facts = {"cases": cases, "all": numbers.get("out_of", 0), "days": days, "usual": _per_thousand(pattern)}
    if pattern.kind == Kind.UNRECOGNIZED:
        return _("%(cases)d of %(all)d disputes in %(days)d days. Look at the name on the card statement.") % facts
    facts["rate"] = f"{1000 * cases / facts['all']:.1f}" if facts["all"] else "–"
    if pattern.kind == Kind.PRODUCT:
        return (
            _(
                "%(cases)d of %(all)d sales disputed in %(days)d days: %(rate)s of a thousand, where all sales have"
                " %(usual)s. Look at its page, its delivery and its quality."
            )
            % facts
        )
    return (
        _(
            "%(cases)d of %(all)d payments disputed in %(days)d days: %(rate)s of a thousand, where it was %(usual)s"
            " before."
        )
        % facts
    )


def _per_thousand(pattern: DisputePattern) -> str:
    return f"{1000 * float(pattern.numbers.get('usual', 0)):.1f}"
