"""The look before the one shot: does it fit what the gateway and the network take, and does it contradict itself.

What `stops` an answer cannot be sent; everything else is said, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.dates import day
from customers.money import format_money
from disputes.evidence.facts import CaseFacts
from disputes.evidence.mentions import amounts_in, days_in
from disputes.evidence.pieces import FILE_KINDS, TEXT_FIELDS
from refunds.gateways.dispute_types import EvidenceBudget, Wanted, Weight

MEGABYTE = 1_000_000


class SentPart(NamedTuple):
    """A file as it would be handed in."""

    kind: str
    pages: int
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before it is sent. `field` is the text or the kind of file that it is about."""

    code: str
    words: str
    stops: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of a limit is used; `most` 0 is no limit. In characters, pages or bytes."""

    code: str
    label: str
    used: int
    most: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.used / self.most)) if self.most else 0

    @property
    def is_over(self) -> bool:
        return bool(self.most) and self.used > self.most


@dataclass(frozen=True, slots=True)
class Preflight:
    """`left_out` says what does not go along, and why."""

    meters: Sequence[Meter]
    findings: Sequence[Finding]
    left_out: Sequence[str] = field(default_factory=list)

    @property
    def stops(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.stops]

    @property
    def is_clear(self) -> bool:
        return not self.stops


def most_pages(budget: EvidenceBudget, network: str) -> int:
    """The pages that this network takes; 0 is no limit."""
    return budget.pages_by_network.get(network.lower(), budget.pages)


def preflight(
    texts: Mapping[str, str],
    files: Sequence[SentPart],
    facts: CaseFacts,
    budget: EvidenceBudget,
    wanted: Sequence[Wanted] = (),
    left_out: Sequence[str] = (),
    unclear: Sequence[tuple[str, str, int]] = (),
) -> Preflight:
    """Measure and compare. The meters are drawn as they are; every limit that is broken stops the answer.

    `unclear` are files that nobody could read: name, "blank" or "coarse", page.
    """
    meters = meters_of(texts, files, budget, facts.network)
    findings = [
        *_empty(texts, files),
        *_over(meters),
        *_fields(texts, budget),
        *_files(files, budget),
        *_missing(texts, files, wanted),
        *_illegible(unclear),
        *contradictions(texts, facts),
    ]
    return Preflight(meters, findings, list(left_out))


def meters_of(texts: Mapping[str, str], files: Sequence[SentPart], budget: EvidenceBudget, network: str) -> list[Meter]:
    """Characters of all texts, pages and bytes of all files, each beside its limit."""
    return [
        Meter("characters", _("Characters"), sum(map(len, texts.values())), budget.characters),
        Meter("pages", _("Pages"), sum(file.pages for file in files), most_pages(budget, network)),
        Meter("bytes", _("Size"), sum(file.size_bytes for file in files), budget.bytes_together),
    ]


def _empty(texts: Mapping[str, str], files: Sequence[SentPart]) -> Iterator[Finding]:
    if not files and not any(text.strip() for text in texts.values()):
        yield Finding("nothing", _("There is nothing in it yet: write a text or add a file."), stops=True)


def _over(meters: Sequence[Meter]) -> Iterator[Finding]:
    for meter in meters:
        if meter.is_over:
            yield Finding(f"too_many_{meter.code}", _OVER[meter.code](meter), stops=True)


def _fields(texts: Mapping[str, str], budget: EvidenceBudget) -> Iterator[Finding]:
    most = budget.characters_per_field
    for name, text in texts.items():
        label = str(TEXT_FIELDS.get(name, name))
        if most and len(text) > most:
            words = _("“%(field)s” has %(n)d characters, the gateway takes %(most)d.")
            yield Finding("text_too_long", words % {"field": label, "n": len(text), "most": most}, True, name)
        if "http://" in text or "https://" in text:
            words = _("“%s” has a link. Nobody opens it: put what it shows into a file.") % label
            yield Finding("link", words, field=name)


def _files(files: Sequence[SentPart], budget: EvidenceBudget) -> Iterator[Finding]:
    seen: set[str] = set()
    for file in files:
        label = str(FILE_KINDS.get(file.kind, file.kind))
        if budget.one_file_per_kind and file.kind in seen:
            words = _("There are two files of “%s”, and the gateway takes one. Build the packet again.") % label
            yield Finding("two_of_a_kind", words, True, file.kind)
        seen.add(file.kind)
        if budget.bytes_per_file and file.size_bytes > budget.bytes_per_file:
            limit = f"{budget.bytes_per_file / MEGABYTE:g}"
            words = _("“%(kind)s” is larger than %(limit)s MB, the most for one file.")
            yield Finding("file_too_large", words % {"kind": label, "limit": limit}, True, file.kind)
        if file.content_type not in budget.content_types:
            words = _("“%s” is of a kind that the gateway does not take.") % label
            yield Finding("kind_not_taken", words, True, file.kind)


def _missing(texts: Mapping[str, str], files: Sequence[SentPart], wanted: Sequence[Wanted]) -> Iterator[Finding]:
    """What the gateway itself asks for. Only what it calls required is said to be missing; it knows its own words."""
    there = {name for name, text in texts.items() if text.strip()} | {file.kind for file in files}
    for one in wanted:
        if one.weight == Weight.REQUIRED and not one.is_there and one.code not in there:
            yield Finding("wanted", _("The gateway asks for this: %s") % (one.label or one.code), field=one.code)


def _illegible(unclear: Sequence[tuple[str, str, int]]) -> Iterator[Finding]:
    for name, why, page in unclear:
        if why == "blank":
            yield Finding("blank_page", _("Page %(n)d of “%(name)s” is empty.") % {"n": page, "name": name})
        else:
            words = _("“%s” has so few pixels that what is written there can hardly be read. Ask for a finer one.")
            yield Finding("too_coarse", words % name)


# --- contradictions --------------------------------------------------------------------------------

DATED_AFTER_PURCHASE = ("shipping_date", "service_date")


def contradictions(texts: Mapping[str, str], facts: CaseFacts) -> list[Finding]:
    """Days, amounts and addresses that do not fit together: in the texts, and in our own records."""
    return [
        *_bad_days(texts, facts),
        *_foreign_amounts(texts, facts),
        *_addresses(texts, facts),
        *_other_than_records(texts, facts),
        *_own_days(facts),
    ]


def _bad_days(texts: Mapping[str, str], facts: CaseFacts) -> Iterator[Finding]:
    for name, text in texts.items():
        label = str(TEXT_FIELDS.get(name, name))
        for found in days_in(text):
            words = {"field": label, "day": day(found)}
            if found > facts.opened_at.date() and name in DATED_AFTER_PURCHASE:
                yield Finding(
                    "after_dispute", _("“%(field)s” names %(day)s, after the dispute began.") % words, field=name
                )
            elif found < facts.bought_at.date() and name in DATED_AFTER_PURCHASE:
                yield Finding(
                    "before_purchase", _("“%(field)s” names %(day)s, before the purchase.") % words, field=name
                )


def _foreign_amounts(texts: Mapping[str, str], facts: CaseFacts) -> Iterator[Finding]:
    known = known_amounts(facts)
    for name, text in texts.items():
        for minor, currency in amounts_in(text, facts.currency):
            if (minor, currency) not in known:
                words = _("“%(field)s” names %(amount)s, which is no amount of this case.")
                shown = {"field": str(TEXT_FIELDS.get(name, name)), "amount": format_money(minor, currency)}
                yield Finding("foreign_amount", words % shown, field=name)


def known_amounts(facts: CaseFacts) -> set[tuple[int, str]]:
    paid = facts.paid_currency
    known = {(facts.amount_minor, facts.currency), (facts.paid_minor, paid), (facts.credited_minor, paid)}
    known |= {(one.paid_minor, paid) for one in facts.bought}
    known |= {(credit.amount_minor, credit.currency) for credit in facts.credits}
    known |= {(earlier.amount_minor, earlier.currency) for earlier in facts.earlier}
    return known


def _addresses(texts: Mapping[str, str], facts: CaseFacts) -> Iterator[Finding]:
    written = texts.get("shipping_address", "").strip()
    tracked = {seen.address for seen in facts.of_kind("delivery") if seen.address}
    if written and tracked and _plain(written) not in {_plain(address) for address in tracked}:
        words = _("The delivery address in the text is not the one that the carrier named (%s).") % min(tracked)
        yield Finding("other_address", words, field="shipping_address")


def _other_than_records(texts: Mapping[str, str], facts: CaseFacts) -> Iterator[Finding]:
    """Short fields that say something else than our own records do, where these say anything."""
    for name, known in _recorded(facts).items():
        written = texts.get(name, "").strip()
        if known and written and not any(_says_the_same(name, written, one) for one in known):
            words = _("“%(field)s” says %(said)s, and our own records say %(known)s.")
            shown = {"field": str(TEXT_FIELDS[name]), "said": written[:80], "known": ", ".join(sorted(known)[:3])}
            yield Finding("other_than_records", words % shown, field=name)


def _recorded(facts: CaseFacts) -> dict[str, set[str]]:
    """What our records say of a field; nothing where they do not know it."""
    parcels = list(facts.of_kind("shipment", "delivery"))
    return {
        "customer_name": {facts.customer_name} - {""},
        "customer_email_address": {facts.customer_email} - {""},
        "customer_purchase_ip": {seen.ip for seen in facts.of_kind("purchase")} - {""},
        "shipping_date": {f"{seen.at:%Y-%m-%d}" for seen in facts.of_kind("shipment")},
        "shipping_carrier": {seen.carrier for seen in parcels} - {""},
        "shipping_tracking_number": {seen.tracking_number for seen in parcels} - {""},
        "service_date": {f"{seen.at:%Y-%m-%d}" for seen in facts.of_kind("service")},
        "duplicate_charge_id": {twin.number for twin in facts.twins},
    }


def _says_the_same(name: str, written: str, known: str) -> bool:
    """Days are compared as days, in whichever way they are written; everything else as people would."""
    if days := days_in(known):
        named = days_in(written)
        return not named or bool(set(days) & set(named))
    is_part = name in ("customer_name", "shipping_carrier") and _plain(written) in _plain(known)
    return is_part or _plain(known) in _plain(written)


def _own_days(facts: CaseFacts) -> Iterator[Finding]:
    told = [seen.at for seen in facts.of_kind("delivery")]
    delivered: Sequence[datetime] = told or ([facts.delivered_at] if facts.delivered_at else [])
    if delivered and min(delivered).date() < facts.bought_at.date():
        yield Finding("delivered_early", _("By our own records it was delivered before it was bought."))
    sent = [seen.at for seen in facts.of_kind("shipment")]
    if sent and told and min(sent) > max(told):
        yield Finding("sent_late", _("By our own records it was delivered before it was sent."))
    if facts.category == "product_not_received" and delivered and min(delivered) > facts.opened_at:
        yield Finding("delivered_late", _("It was delivered only after the dispute began."))
    if facts.credited_minor and facts.credited_minor >= facts.amount_minor and facts.paid_currency == facts.currency:
        words = _("%s went back already: the proof of it should decide the case.")
        yield Finding("refunded", words % format_money(facts.credited_minor, facts.paid_currency))


def _plain(address: str) -> str:
    return " ".join(re.sub(r"[,\n]", " ", address.casefold()).split())


_OVER = {
    "characters": lambda meter: (
        _("The texts have %(n)d characters together, the gateway takes %(most)d.")
        % {"n": meter.used, "most": meter.most}
    ),
    "pages": lambda meter: (
        _("The files have %(n)d pages, this network takes %(most)d.") % {"n": meter.used, "most": meter.most}
    ),
    "bytes": lambda meter: (
        _("The files have %(n)s MB together, the gateway takes %(most)s.")
        % {"n": f"{meter.used / MEGABYTE:.1f}", "most": f"{meter.most / MEGABYTE:g}"}
    ),
}
