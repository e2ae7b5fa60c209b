"""Writing a file of SEPA transfers (ISO 20022, pain.001): sepaxml builds it, its own schema checks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import sepaxml
from lxml import etree
from sepaxml import SepaTransfer

from refunds.banking.account import CURRENCY, OurAccount
from refunds.banking.sepa_text import sepa_text

NAME_LIMIT, WORDS_LIMIT = 70, 140


@dataclass(frozen=True, slots=True)
class PayLine:
    """One transfer. `reference` becomes the EndToEndId, `words` is what the customer reads on the statement."""

    reference: str
    holder: str
    iban: str
    bic: str
    amount_minor: int
    words: str


def write_payment_file(
    reference: str,
    account: OurAccount,
    lines: Sequence[PayLine],
    execution_on: date,
    written_at: datetime,
    schema: str,
) -> bytes:
    """Write the lines as one batch. `reference` is the message's and the batch's id, so that a bank takes it once."""
    ours = {"name": sepa_text(account.name, NAME_LIMIT), "IBAN": account.iban, "batch": True, "currency": CURRENCY}
    if account.bic:
        ours["BIC"] = account.bic
    sepa = SepaTransfer(ours, schema=schema, clean=False)
    for line in lines:
        sepa.add_payment(_payment(line, execution_on))
    return _named(sepa.export(validate=False), reference, written_at, schema)


def _payment(line: PayLine, execution_on: date) -> dict[str, object]:
    payment: dict[str, object] = {
        "name": sepa_text(line.holder, NAME_LIMIT),
        "IBAN": line.iban,
        "amount": line.amount_minor,
        "execution_date": execution_on,
        "description": sepa_text(line.words, WORDS_LIMIT),
        "endtoend_id": line.reference,
    }
    return {**payment, "BIC": line.bic} if line.bic else payment


def _named(xml: bytes, reference: str, written_at: datetime, schema: str) -> bytes:
    """Put our ids and time where sepaxml draws its own, and say so where no BIC is known; then check the whole."""
    space = {"p": f"urn:iso:std:iso:20022:tech:xsd:{schema}"}
    root = etree.fromstring(xml)
    values = {"GrpHdr/p:MsgId": reference, "GrpHdr/p:CreDtTm": f"{written_at:%Y-%m-%dT%H:%M:%S}"}
    for path, value in {**values, "PmtInf/p:PmtInfId": reference}.items():
        for node in root.iterfind(f"p:CstmrCdtTrfInitn/p:{path}", space):
            node.text = value
    for institution in root.iterfind(".//p:DbtrAgt/p:FinInstnId", space):
        if not len(institution):
            other = etree.SubElement(institution, f"{{{space['p']}}}Othr")
            etree.SubElement(other, f"{{{space['p']}}}Id").text = "NOTPROVIDED"
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    _schema(schema).assertValid(etree.fromstring(written))
    return written


@cache
def _schema(name: str) -> etree.XMLSchema:
    """sepaxml's own copy of the schema, read by libxml2: its way through Python takes seconds."""
    return etree.XMLSchema(file=str(Path(sepaxml.__file__).parent / "schemas" / f"{name}.xsd"))
