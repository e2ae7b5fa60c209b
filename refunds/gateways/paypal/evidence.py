"""Writing an answer to a dispute as PayPal takes it: a part `input` of JSON, then the files as `file1`, `file2` ...

Kinds of evidence, lengths and carriers from PayPal's Customer Disputes specification (1.10), limits of files from its
page on file types and sizes, read in November 2026.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from refunds.gateways.dispute_types import (
    EvidenceBudget,
    EvidenceFile,
    EvidenceInstruction,
    OfferInstruction,
    ReturnInstruction,
)
from refunds.gateways.evidence_words import FILE_KINDS, TEXT_FIELDS
from refunds.gateways.paypal.disputes import OFFERS, RETURNS

NOTE = 2000
LABELS = 500
"""How long a note may be, and what the names of all our fields take of it."""

BUDGET = EvidenceBudget(
    characters_per_field=NOTE - LABELS,
    characters=NOTE - LABELS,
    bytes_per_file=9_999_999,
    bytes_together=50_000_000,
    content_types=("application/pdf", "image/jpeg", "image/png", "image/gif"),
    text_fields=TEXT_FIELDS,
    file_kinds=FILE_KINDS,
)

FULFILLMENT, REFUNDED, OTHER = "PROOF_OF_FULFILLMENT", "PROOF_OF_REFUND", "OTHER"
CARRIERS = frozenset(
    {"AN_POST", "ARAMEX", "AUSTRALIA_POST", "BPOST", "CANADA_POST", "CHRONOPOST", "DHL", "DPD", "FEDEX", "GLS",
     "HERMES", "LA_POSTE", "PARCELFORCE", "POSTNL", "ROYAL_MAIL", "SWISS_POST", "TNT", "UPS", "USPS", "YODEL"}
)  # fmt: skip
"""The carriers that PayPal knows under the name that everybody uses. Any other is OTHER with its name beside it."""

IN_TRACKING = ("shipping_carrier", "shipping_tracking_number")

_KIND = re.compile(r"[A-Z][A-Z_]{2,60}")


@dataclass(frozen=True, slots=True)
class Form:
    """A body of several parts, and what its header says of them. The same answer is the same bytes."""

    body: bytes
    content_type: str


def evidence_form(instruction: EvidenceInstruction) -> Form:
    """Write an answer to `provide-evidence`. Raises ValueError for a note that PayPal would not take."""
    return _form(instruction.key, {"evidences": _evidences(instruction)}, instruction.files)


def supporting_form(instruction: EvidenceInstruction) -> Form:
    """Write an answer to `provide-supporting-info`, which has one note for everything."""
    note = _supporting_note(instruction)
    return _form(instruction.key, {"notes": note} if note else {}, instruction.files)


def is_in(instruction: EvidenceInstruction, submitted: Iterable[Mapping[str, Any]], *, with_files: bool) -> bool:
    """Whether this very answer was handed in before: by its note, or by what else it tells where it has none.

    Its files count by their names; alone they tell nothing. Raises ValueError as the forms do.
    """
    shown = list(submitted)
    there = {document.get("name") for piece in shown for document in piece.get("documents") or ()}
    named = {plain_name(number, file.name) for number, file in enumerate(instruction.files, start=1)}
    if with_files and not named <= there:
        return False
    note = _note(_in_the_note(instruction.texts))
    ours = {_in_one_line(note), _in_one_line(_supporting_note(instruction))} - {""}
    if not ours.isdisjoint(_in_one_line(str(piece.get("notes") or "")) for piece in shown):
        return True
    info = [piece.get("evidence_info") or {} for piece in shown]
    numbers = {track.get("tracking_number") for piece in info for track in piece.get("tracking_info") or ()}
    refunds = {reference for piece in info for reference in piece.get("refund_ids") or ()}
    number = instruction.texts.get("shipping_tracking_number", "").strip()
    tells = not note and bool(number or instruction.refund_references)
    return tells and (not number or number in numbers) and refunds.issuperset(instruction.refund_references)


def accept_form(key: str, note: str) -> Form:
    """Write that the claim is accepted, and that PayPal refunds all of it."""
    return _form(key, {"note": note, "accept_claim_type": "REFUND"}, ())


def offer_form(instruction: OfferInstruction, amount: Mapping[str, str] | None) -> Form:
    """Write an offer to the customer; `amount` is PayPal's Money."""
    words = {ours: theirs for theirs, ours in OFFERS.items()}
    told: dict[str, Any] = {
        "note": instruction.words,
        "offer_type": words[instruction.kind],
        "invoice_id": instruction.reference,
    }
    if amount is not None:
        told["offer_amount"] = dict(amount)
    if instruction.return_address:
        told["return_shipping_address"] = _address(instruction.return_address)
    return Form(json.dumps(told, sort_keys=True).encode(), "application/json")


def return_form(instruction: ReturnInstruction) -> Form:
    """Write what came back. Its parts are those of accepting a claim."""
    words = {ours: theirs for theirs, ours in RETURNS.items()}
    told = {"note": instruction.words, "acknowledgement_type": words[instruction.finding]}
    return _form(instruction.key, told, ())


def _address(address: Mapping[str, str]) -> dict[str, str]:
    return {
        "address_line_1": address["line"],
        "admin_area_2": address["city"],
        "postal_code": address["postal_code"],
        "country_code": address["country"],
    }


def _evidences(instruction: EvidenceInstruction) -> list[dict[str, Any]]:
    texts, evidences = instruction.texts, []
    if texts.get("shipping_tracking_number"):
        evidences.append({"evidence_type": FULFILLMENT, "evidence_info": {"tracking_info": [_tracking(texts)]}})
    if instruction.refund_references:
        refunds = list(instruction.refund_references)
        evidences.append({"evidence_type": REFUNDED, "evidence_info": {"refund_ids": refunds}})
    note = _note(_in_the_note(texts))
    files = _by_kind(instruction.files)
    for kind in [*files, *([OTHER] if note and OTHER not in files else [])]:
        shown: dict[str, Any] = {"evidence_type": kind}
        if files.get(kind):
            shown["documents"] = [{"name": name} for name in files[kind]]
        if kind == OTHER and note:
            shown["notes"] = note
        evidences.append(shown)
    return evidences


def _tracking(texts: Mapping[str, str]) -> dict[str, str]:
    named = texts.get("shipping_carrier", "").strip()
    code = re.sub(r"[^A-Z0-9]+", "_", named.upper()).strip("_")
    tracking = {"carrier_name": code if code in CARRIERS else OTHER}
    if code not in CARRIERS and named:
        tracking["carrier_name_other"] = named
    return {**tracking, "tracking_number": texts["shipping_tracking_number"].strip()}


def _in_the_note(texts: Mapping[str, str]) -> dict[str, str]:
    elsewhere = IN_TRACKING if texts.get("shipping_tracking_number") else ()
    return {name: text for name, text in texts.items() if text.strip() and name not in elsewhere}


def _supporting_note(instruction: EvidenceInstruction) -> str:
    told = [instruction.texts.get(name, "") for name in IN_TRACKING]
    tracked = {"shipping": " ".join(word for word in told if word)}
    refunded = {"refunds": ", ".join(instruction.refund_references)}
    return _note({**tracked, **refunded, **_in_the_note(instruction.texts)})


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _note(texts: Mapping[str, str]) -> str:
    told = {name: text.strip() for name, text in texts.items() if text.strip()}
    note = "\n".join(f"{name.replace('_', ' ').capitalize()}: {text}" for name, text in told.items())
    if len(note) > NOTE:
        raise ValueError(f"a note has {NOTE} characters at most")
    return note


def _by_kind(files: Iterable[EvidenceFile]) -> dict[str, list[str]]:
    """The names of the files by PayPal's word for what they show; what it has no word of ours for is OTHER."""
    named: dict[str, list[str]] = {}
    for number, file in enumerate(files, start=1):
        kind = file.kind if _KIND.fullmatch(file.kind) else OTHER
        named.setdefault(kind, []).append(plain_name(number, file.name))
    return named


def plain_name(number: int, name: str) -> str:
    """A name that PayPal takes: letters, digits, dash and underscore, and one ending. Its number makes it the only."""
    stem, _dot, ending = name.rpartition(".")
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem or name).strip("-")[:80]
    return f"{number}-{stem or 'file'}.{re.sub(r'[^A-Za-z]', '', ending).lower() or 'pdf'}"


def _form(key: str, told: Mapping[str, Any], files: Iterable[EvidenceFile]) -> Form:
    fields = [_part("input", json.dumps(told, sort_keys=True).encode(), "application/json")]
    fields += [
        _part(f"file{number}", file.content, file.content_type, plain_name(number, file.name))
        for number, file in enumerate(files, start=1)
    ]
    boundary = f"recourse-{sha256(key.encode()).hexdigest()[:40]}"
    body, content_type = encode_multipart_formdata(fields, boundary)
    return Form(body, content_type)


def _part(name: str, data: bytes, content_type: str, filename: str | None = None) -> RequestField:
    part = RequestField(name, data, filename)
    part.make_multipart(content_type=content_type)
    return part
