"""Reading a page as a browser would, and finding what somebody's words have become in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import tinyhtml5
from openpyxl import load_workbook

LEADS_SOMEWHERE = ("href", "src", "action", "formaction", "data", "srcdoc", "content", "values", "background", "poster")
RUNS = ("script", "iframe", "object", "embed", "base", "foreignobject")
NEVER_OURS = ("marquee", "plaintext", "xmp", "math", "video", "mglyph", "applet", "animate", "x", "xml")
"""Elements that stand in hostile words and on no page of ours."""

WORKED_OUT = (str(777777 * 777777), "root:x:0")
"""What a template would make of some of the words: too long to stand in a checksum by chance."""

FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
RUNS_IN_A_PAPER = ("/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFiles", "/URI", "/SubmitForm")


def what_could_run(page: str) -> list[str]:
    """Every element and attribute of the page in which a hostile word has become more than a word."""
    worked_out = [f"says {text}" for text in WORKED_OUT if text in page]
    return worked_out + [trouble for element in _elements(page) for trouble in _of(element)]


def words_of(page: str) -> str:
    """What the page says, without any white space."""
    return squeezed("".join(tinyhtml5.parse(page, namespace_html_elements=False).itertext()))


def squeezed(text: str) -> str:
    """Only what can be seen: a page may fold white space, a form cuts it off at both ends."""
    return "".join(text.split())


def what_could_calculate(table: bytes) -> list[str]:
    """Every cell of a CSV that a spreadsheet would take for a formula."""
    rows = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    return [cell for row in rows for cell in row if cell.startswith(FORMULA_SIGNS) and not _is_number(cell)]


def what_is_no_text(workbook: bytes) -> list[str]:
    """Every cell of an XLSX that is neither text nor a number nor a moment."""
    book = load_workbook(io.BytesIO(workbook))
    return [
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type not in "snd"
    ]


def what_a_paper_could_do(paper: bytes) -> list[str]:
    """Every key of a PDF by which it would run, fetch, open or hold something."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return [str(key) for thing in pdf.objects for key in _keys(thing) if key in RUNS_IN_A_PAPER]


def links_of(paper: bytes) -> set[str]:
    """Every address that a PDF leads to."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return {str(thing["/URI"]) for thing in pdf.objects if "/URI" in _keys(thing)}


def _keys(thing: Any) -> list[str]:
    return list(thing.keys()) if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else []


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell) is not None


def _elements(page: str) -> Iterator[Any]:
    for element in tinyhtml5.parse(page, namespace_html_elements=False).iter():
        if isinstance(element.tag, str):
            yield element


def _of(element: Any) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2].lower()
    if tag in NEVER_OURS:
        yield f"<{tag}>"
    if tag in RUNS and "canary" in "".join([element.text or "", *element.attrib.values()]):
        yield f"<{tag}> holds a canary"
    for name, value in element.attrib.items():
        name = name.rpartition("}")[2].lower()
        squeezed_value = "".join(value.split()).lower()
        if name.startswith("on"):
            yield f"<{tag} {name}>"
        if name == "style" and "canary" in value:
            yield f"<{tag} style>"
        if name in LEADS_SOMEWHERE and squeezed_value.startswith(("javascript:", "data:text/", "vbscript:")):
            yield f"<{tag} {name}={value[:40]}>"
