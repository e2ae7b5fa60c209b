"""The child process that prints: a list of HTML texts in JSON on standard input, their PDFs framed on standard output.

Knows no settings and no database.

The only importer of WeasyPrint. Its own fetcher would open files and follow redirects, so ours answers nothing but the
fonts of the house (WeasyPrint before 70 went around the fetcher for stylesheets: CVE-2026-55073).
"""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from customers.documents.confine import limit_self
from customers.documents.frames import framed

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 110

PICTURE = "data:image/png;base64,"

FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts" / "inter"
FONTS = {"Inter-Regular.otf": 400, "Inter-Medium.otf": 500, "Inter-SemiBold.otf": 600}
FONT_FACES = "".join(
    f"@font-face {{ font-family: Inter; font-weight: {weight}; src: url(house:{name}); }}"
    for name, weight in FONTS.items()
)


class HouseFontsOnly(URLFetcher):
    """Refuses every address; the fonts of the house are known by name and read from nowhere else.

    A logo stands in the paper itself: nothing is fetched for it.
    """

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith(PICTURE):
            return URLFetcherResponse(url, base64.b64decode(url.removeprefix(PICTURE)), {"Content-Type": "image/png"})
        name = url.removeprefix("house:")
        if not url.startswith("house:") or name not in FONTS:
            self._refuse(url)
        return URLFetcherResponse(url, (FONT_FOLDER / name).read_bytes(), {"Content-Type": "font/otf"})

    def _refuse(self, url: str) -> NoReturn:
        raise ValueError(f"A paper fetches nothing: {url[:200]}")


def print_paper(html: str) -> bytes:
    """Set the pages."""
    (paper,) = print_papers({"papers": [html]})
    return paper


def print_papers(order: dict[str, Any]) -> list[bytes]:
    """Print each text of the order's `papers`; with a file `attached`, as an archive that carries it.

    The fonts are read once for all of them.
    """
    fetcher, fonts = HouseFontsOnly(), FontConfiguration()
    faces = CSS(string=FONT_FACES, url_fetcher=fetcher, font_config=fonts)
    return [_set(html, fetcher, faces, fonts, order.get("attached")) for html in order["papers"]]


def _set(
    html: str, fetcher: HouseFontsOnly, faces: CSS, fonts: FontConfiguration, attached: dict[str, str] | None
) -> bytes:
    paper = HTML(string=html, base_url="nowhere:", url_fetcher=fetcher)
    document = paper.render(stylesheets=[faces], font_config=fonts)
    options = _archived(document.metadata, attached) if attached else {}
    return document.write_pdf(pdf_identifier=b"recourse", **options)


def _archived(metadata: Any, attached: dict[str, str]) -> dict[str, Any]:
    """PDF/A-3 with one file inside, and what its readers look for said in the one RDF of the metadata."""
    moment = datetime.fromisoformat(attached["at"]).astimezone(UTC)
    carried = Attachment(
        string=attached["text"], name=attached["name"], description=attached["description"],
        relationship="Alternative", created=moment, modified=moment,
    )  # fmt: skip
    usual, said = metadata.generate_rdf_metadata, attached["metadata"].encode()
    metadata.generate_rdf_metadata = lambda *about: usual(*about).replace(b"</rdf:RDF>", said + b"</rdf:RDF>")
    return {"pdf_variant": "pdf/a-3b", "attachments": [carried]}


def main() -> None:
    limit_self(MEMORY_BYTES, CPU_SECONDS, may_write=True)  # fonts are unpacked beside each other
    sys.stdout.buffer.write(framed(print_papers(json.loads(sys.stdin.buffer.read()))))


if __name__ == "__main__":
    main()
