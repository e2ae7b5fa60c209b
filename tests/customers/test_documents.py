"""A hostile paper reaches nothing: no network, no file, no memory beyond its share, no time beyond its limit."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetchingError

from customers.documents.press import print_paper
from customers.documents.render import NotPrinted, print_html

HOSTILE = [
    '<img src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    "<style>@import url({url});</style>",
    "<style>@import '{url}' print;</style>",
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x</p>",
    "<style>body {{ background: url({url}) }}</style>",
    "<style>li {{ list-style-image: url({url}) }}</style><li>x</li>",
    "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "<style>p {{ border-image: url({url}) 1 }}</style><p>x</p>",
    "<style>p {{ mask-image: url({url}); mask-border: url({url}) }}</style><p>x</p>",
    "<style>@page {{ background: url({url}) }}</style>",
    "<style>@page {{ @top-left {{ content: url({url}) }} }}</style>",
    "<style>@color-profile --c {{ src: url({url}) }}</style>",
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<iframe src="{url}"></iframe>',
    '<input type="image" src="{url}">',
    '<video poster="{url}" src="{url}"></video>',
    '<picture><source srcset="{url}"><img src="{url}"></picture>',
    '<base href="{url}"><img src="x.png">',
    '<base href="{url}"><link rel="stylesheet" href="x.css">',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}" width="9" height="9"/></svg>',
    '<svg><image href="{url}" width="9" height="9"/></svg>',
    '<svg><use href="{url}#a"/></svg>',
    '<svg><style>@import url({url});</style><rect width="9" height="9"/></svg>',
    '<svg><rect width="9" height="9" fill="url({url}#a)"/></svg>',
    '<?xml-stylesheet href="{url}"?><p>x</p>',
    '<!DOCTYPE html [<!ENTITY x SYSTEM "{url}">]><p>&x;</p>',
    '<meta http-equiv="refresh" content="0; url={url}"><p>x</p>',
    '<img srcset="{url} 2x"><img src="house:../../../config/settings.py">',
]


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that writes down whoever comes."""
    visits: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x", visits
    server.shutdown()


def paper_or_refusal(html: str) -> bytes | None:
    """Print it here and now: what the child does, without the seconds that starting a child takes."""
    try:
        return print_paper(html)
    except URLFetchingError:
        return None


def test_what_cannot_be_left_out_ends_the_paper_and_says_so():
    with pytest.raises(NotPrinted, match="A paper fetches nothing"):
        print_html("<style>@color-profile --c { src: url(file:///etc/hosts) }</style>")


def test_no_hostile_document_reaches_the_network(trap):
    url, visits = trap
    assert len(HOSTILE) >= 30
    for piece in HOSTILE:
        paper_or_refusal(piece.format(url=url))
    assert visits == []


def test_the_trap_works(trap):
    import urllib.request

    url, visits = trap
    urllib.request.urlopen(url).read()
    assert visits == ["/x"]


def test_no_hostile_document_reads_a_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("nobody may read this")
    for url in (secret.as_uri(), str(secret)):
        for piece in HOSTILE:
            pdf = paper_or_refusal(piece.format(url=url))
            if pdf is None:
                continue
            paper = PdfReader(io.BytesIO(pdf))
            assert not paper.attachments and "/EmbeddedFiles" not in str(paper.trailer["/Root"])
            assert "nobody may read" not in "".join(page.extract_text() for page in paper.pages)


def test_the_house_fonts_are_used_and_carried_inside():
    (page,) = PdfReader(io.BytesIO(print_html("<p style='font-family: Inter'>Words</p>"))).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert any("Inter" in font["/BaseFont"] for font in fonts)


def test_a_paper_that_takes_too_long_is_ended():
    with pytest.raises(NotPrinted, match="longer than"):
        print_html("<table>" + "<tr><td>x" * 200_000, seconds=1)


def test_the_printing_process_knows_no_secret(monkeypatch):
    from customers.documents.cradle import child_environment

    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:hush@db/x")
    assert "hush" not in str(child_environment())
