"""Reading a bank's statement (ISO 20022, camt.053 or camt.054). A stranger's XML: it names no entity and no document.

A transfer of ours is a booked debit; money that came back is a booked credit with the reason of the return.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from customers.errors import BadInput, RecourseError
from customers.money import parse_amount
from refunds.banking.answer import MOST_WORDS, BankWord, Said

_SPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.001\.[0-9]{2}")
_PARSER_LIMITS = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "recover": False,
}


def looks_like_xml(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1] == b"<"


def read_camt(content: bytes) -> list[BankWord]:
    """Every booked transfer in the statement. Raises BadInput for anything that is no statement of a bank."""
    root = _root(content)
    words: list[BankWord] = []
    for entry in root.iter("{*}Ntry"):
        words.extend(_words_of(entry))
        if len(words) > MOST_WORDS:
            raise BadInput(_("This statement has too many entries. Take it in day by day."), "too_many_entries", "file")
    return words


def _root(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content.replace(b"\x00", b"").upper():
        raise BadInput(_("A statement of a bank has no DOCTYPE. Nothing was read."), "doctype", "file")
    try:
        root = etree.fromstring(content, etree.XMLParser(**_PARSER_LIMITS))
    except (etree.XMLSyntaxError, ValueError):
        raise BadInput(_("This is not sound XML. Nothing was read."), "bad_xml", "file") from None
    if root.getroottree().docinfo.doctype or any(isinstance(node, etree._Entity) for node in root.iter()):
        raise BadInput(_("A statement of a bank has no DOCTYPE. Nothing was read."), "doctype", "file")
    if not _SPACE.fullmatch(etree.QName(root).namespace or "") or etree.QName(root).localname != "Document":
        raise BadInput(
            _("This is no statement of a bank: camt.053 or camt.054 is needed. Nothing was read."),
            "wrong_namespace",
            "file",
        )
    return root


def _words_of(entry: etree._Element) -> Iterator[BankWord]:
    """The transfers of one booking. Only what is booked counts; what is announced may still change."""
    if _status(entry) != "BOOK":
        return
    transactions = entry.findall("{*}NtryDtls/{*}TxDtls")
    for transaction in transactions:
        if word := _word(transaction, entry, alone=len(transactions) == 1):
            yield word


def _word(transaction: etree._Element, entry: etree._Element, alone: bool) -> BankWord | None:
    reference = _text(transaction, "{*}Refs/{*}EndToEndId")[:35]
    if not reference or reference == "NOTPROVIDED":
        return None
    returned = transaction.find("{*}RtrInf")
    came_in = (_text(transaction, "{*}CdtDbtInd") or _text(entry, "{*}CdtDbtInd")) == "CRDT"
    if returned is None and came_in and _text(entry, "{*}RvslInd") != "true":
        return None
    amount_minor, currency = _amount(transaction, entry, alone)
    return BankWord(
        reference=reference,
        said=Said.RETURNED if came_in else Said.EXECUTED,
        amount_minor=amount_minor,
        currency=currency,
        code=_text(transaction, "{*}RtrInf/{*}Rsn/{*}Cd")[:35],
        reason=_text(transaction, "{*}RtrInf/{*}AddtlInf")[:140],
        bank_reference=(_text(transaction, "{*}Refs/{*}AcctSvcrRef") or _text(entry, "{*}AcctSvcrRef"))[:35],
    )


def _amount(transaction: etree._Element, entry: etree._Element, alone: bool) -> tuple[int | None, str]:
    """The transfer's own amount; the booking's where it holds this transfer alone. None where it cannot be read."""
    paths = ("{*}Amt", "{*}AmtDtls/{*}TxAmt/{*}Amt")
    node = next((found for path in paths if (found := transaction.find(path)) is not None), None)
    if node is None and alone:
        node = entry.find("{*}Amt")
    if node is None:
        return None, ""
    currency = str(node.get("Ccy", ""))
    try:
        return parse_amount((node.text or "").strip(), currency), currency
    except RecourseError:
        return None, currency[:3]


def _status(entry: etree._Element) -> str:
    """BOOK stands in the element itself, and one deeper since 2019."""
    return _text(entry, "{*}Sts/{*}Cd") or _text(entry, "{*}Sts")


def _text(node: etree._Element, path: str) -> str:
    return " ".join((node.findtext(path) or "").split())
