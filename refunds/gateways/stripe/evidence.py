"""What Stripe takes as evidence, what it asks for, and how an answer is written for it.

Fields and limits from its API reference and its SDK 16.1.0, read in November 2026. Our words for the fields are its.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from refunds.gateways.dispute_types import EvidenceBudget, EvidenceFile, EvidenceInstruction, Wanted, Weight
from refunds.gateways.evidence_words import FILE_KINDS, TEXT_FIELDS
from refunds.gateways.stripe.disputes import is_appeal

CE3, VISA_COMPLIANCE, MASTERCARD_COMPLIANCE = "visa_compelling_evidence_3", "visa_compliance", "mastercard_compliance"
APPEAL = "appeal"

_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
_SAME_PERSON = (
    "customer_account_id", "customer_device_fingerprint", "customer_device_id", "customer_email_address",
    "customer_purchase_ip", "product_description", *(f"shipping_address.{part}" for part in _ADDRESS),
)  # fmt: skip
ENHANCED_FIELDS = (
    *(f"{CE3}.disputed_transaction.{name}" for name in ("merchandise_or_services", *_SAME_PERSON)),
    *(f"{CE3}.prior_undisputed_transactions.{n}.{name}" for n in (0, 1) for name in ("charge", *_SAME_PERSON)),
    f"{VISA_COMPLIANCE}.fee_acknowledged",
    f"{MASTERCARD_COMPLIANCE}.fee_acknowledged",
)
"""What the networks' own programmes want to know, by its place in Stripe's `enhanced_evidence`."""

LABELS = {
    "missing_customer_identifiers": gettext_lazy(
        "Two signs that it is the same customer in all three payments, one of them an IP address or a device."
    ),
    "missing_disputed_transaction_description": gettext_lazy("A description of what was bought in this payment."),
    "missing_merchandise_or_services": gettext_lazy("Whether this payment was for goods or for services."),
    "missing_prior_undisputed_transaction_description": gettext_lazy(
        "A description of what was bought in each of the two earlier payments."
    ),
    "missing_prior_undisputed_transactions": gettext_lazy(
        "Two earlier payments with this card, 120 to 365 days before the dispute, that nobody disputed."
    ),
}
"""By Stripe's `required_actions`; another word is shown as it is."""

FEE_LABEL = gettext_lazy("Say that you know what the network charges for answering; it is given back if you win.")
APPEAL_LABEL = gettext_lazy("The reason for the appeal, in your own words.")

BUDGET = EvidenceBudget(
    characters_per_field=20_000,
    characters=150_000,
    bytes_together=4_500_000,
    pages=49,
    pages_by_network={"mastercard": 19},
    one_file_per_kind=True,
    text_fields=(*TEXT_FIELDS, *ENHANCED_FIELDS),
    file_kinds=FILE_KINDS,
)


def wanted_in(dispute: Mapping[str, Any]) -> list[Wanted]:
    """What Stripe itself says that this case lacks; most cases get no word of it."""
    eligible = (dispute.get("evidence_details") or {}).get("enhanced_eligibility") or {}
    return [*_compelling(eligible.get(CE3) or {}), *_fees_to_know_of(eligible), *_appeal(dispute)]


def _compelling(said: Mapping[str, Any]) -> Iterator[Wanted]:
    if said.get("status") == "qualified":
        yield Wanted(CE3, Weight.ALTERNATIVE, defence=CE3, is_there=True)
    elif said.get("status") == "requires_action":
        for action in said.get("required_actions") or ():
            yield Wanted(str(action), Weight.ALTERNATIVE, str(LABELS.get(action, action)), defence=CE3)


def _fees_to_know_of(eligible: Mapping[str, Any]) -> Iterator[Wanted]:
    """A compliance case is only answered by who says that he knows its price."""
    for name in (VISA_COMPLIANCE, MASTERCARD_COMPLIANCE):
        status = (eligible.get(name) or {}).get("status")
        if status:
            is_there = status == "fee_acknowledged"
            yield Wanted(f"{name}.fee_acknowledged", Weight.REQUIRED, str(FEE_LABEL), name, is_there)


def _appeal(dispute: Mapping[str, Any]) -> Iterator[Wanted]:
    if dispute.get("status") == "appeal_needs_response":
        yield Wanted("uncategorized_text", Weight.REQUIRED, str(APPEAL_LABEL), defence=APPEAL)


def surplus_files(files: Sequence[EvidenceFile]) -> list[EvidenceFile]:
    """Files for which Stripe has no place any more: it takes one of each kind."""
    taken: set[str] = set()
    surplus = []
    for file in files:
        place = place_of(file)
        if place in taken:
            surplus.append(file)
        taken.add(place)
    return surplus


def place_of(file: EvidenceFile) -> str:
    """Stripe's field for a file; what it has no field for is shown as something else."""
    return file.kind if file.kind in FILE_KINDS else "uncategorized_file"


def written(instruction: EvidenceInstruction, file_ids: Sequence[str], dispute: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the one update that hands in the evidence; `file_ids` in the order of the instruction's files."""
    fields = _appealing(instruction, file_ids) if is_appeal(dispute) else _answering(instruction, file_ids)
    return {**fields, "submit": "true"}


def _answering(instruction: EvidenceInstruction, file_ids: Sequence[str]) -> dict[str, str]:
    fields = {f"evidence[{place_of(file)}]": name for file, name in zip(instruction.files, file_ids, strict=True)}
    rest = []
    for name, text in _texts(instruction):
        if name in TEXT_FIELDS:
            fields[f"evidence[{name}]"] = text
        elif name in ENHANCED_FIELDS:
            fields["evidence[enhanced_evidence]" + "".join(f"[{part}]" for part in name.split("."))] = text
        else:
            rest.append(f"{name}: {text}")
    if rest:
        first = fields.get("evidence[uncategorized_text]")
        fields["evidence[uncategorized_text]"] = "\n\n".join([first, *rest] if first else rest)
    return fields


def _appealing(instruction: EvidenceInstruction, file_ids: Sequence[str]) -> dict[str, str]:
    """An appeal has one text for everything, and files of no kind."""
    told = [text if name == "uncategorized_text" else f"{name}: {text}" for name, text in _texts(instruction)]
    fields = {f"evidence[appeal][card][supporting_files][{number}]": name for number, name in enumerate(file_ids)}
    return {**fields, "evidence[appeal][card][reason_for_filing]": "\n\n".join(told)}


def _texts(instruction: EvidenceInstruction) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in instruction.texts.items() if text)
