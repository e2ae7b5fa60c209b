"""What a reader sees of HTML, as plain lines; without what the mail quotes, where its program marks that."""

from __future__ import annotations

import re
from html.parser import HTMLParser

UNSEEN = {"head", "script", "style", "template", "title", "blockquote"}
LINES = {
    "address",
    "article",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tr",
    "ul",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
QUOTED = re.compile(r"gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote")
CUT_AT = re.compile(r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container")
"""Outlook marks only where the quote begins; all of what follows it is quoted."""

DEEPEST = 500


def words_of_html(source: str) -> str:
    """Return the visible words, a paragraph a line. Never fails: what is no HTML is text."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.words).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._hidden = 0
        self._is_cut = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" or tag in LINES:
            self._say("\n")
        named = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        self._is_cut = self._is_cut or bool(CUT_AT.search(named))
        if tag in VOID or len(self._open) >= DEEPEST:
            return
        hides = tag in UNSEEN or bool(QUOTED.search(named))
        self._open.append((tag, hides))
        self._hidden += hides

    def handle_endtag(self, tag: str) -> None:
        if tag not in [name for name, _hides in self._open]:
            return
        while self._open:
            name, hides = self._open.pop()
            self._hidden -= hides
            if name == tag:
                break
        if tag in LINES:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"\s+", " ", data))

    def _say(self, words: str) -> None:
        if not self._hidden and not self._is_cut:
            self.words.append(words)
