"""What is new in a mail: without the letter that it answers, without the signature.

Mail programs say in their own words where the quote begins; these are those of the languages that we write in.
"""

from __future__ import annotations

import re

_WROTE = re.compile(
    r"""^(?:
        On\b.{4,200}\bwrote
      | Am\b(?=.*\d).{4,200}\bschrieb\b.{0,120}
      | .{0,120}\bschrieb\b.{2,120}(?:\d|>|\)|Uhr)
      | Le\b.{4,200}\ba\ [ée]crit
      | El\b.{4,200}\bescribi[óo]
      | Il\b.{4,200}\bha\ scritto
      | Op\b.{4,200}\bschreef\b.{0,120}
    )\s*:\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_RULED = re.compile(
    r"^[-_ ]*(?:-{2,}|_{2,})\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Weitergeleitete Nachricht"
    r"|Originalnachricht|Message d['’]origine|Message original|Mensaje original|Messaggio originale"
    r"|Oorspronkelijk bericht)\s*[-_ ]*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\*?(?:From|Von|De|Da|Van)\s?:\*?\s?\S", re.IGNORECASE)
_SENT = re.compile(
    r"^\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Date d['’]envoi|Enviado(?: el)?|Fecha|Inviato|Data|Verzonden)\s?:\*?\s?\S",
    re.IGNORECASE,
)
_OF_A_PHONE = re.compile(
    r"^(?:Sent from my|Get Outlook for|Von meinem .{2,40} gesendet|Gesendet mit|Envoyé de mon|Enviado desde mi"
    r"|Inviato da|Verzonden vanaf)\b.{0,80}$",
    re.IGNORECASE,
)
MOST_LINES = 5_000


def newest_words(text: str) -> str:
    """Return what its writer added. Where nothing stands above the quote, what stands between and below it."""
    lines = [line.rstrip() for line in text.split("\n")[:MOST_LINES]]
    begins = _quote_begins(lines)
    above = _trimmed(lines[:begins])
    if above or begins == len(lines):
        return above
    return _trimmed(line for line in lines[begins:] if not _is_quoted(line))


def _quote_begins(lines: list[str]) -> int:
    ends_cited = next((n for n in range(len(lines), 0, -1) if lines[n - 1] and not _is_cited(lines[n - 1])), 0)
    for number, line in enumerate(lines):
        if not line:
            continue
        if _RULED.match(line) or _is_head(lines, number):
            return number
        if _is_who_wrote(lines, number):
            return number
        if number >= ends_cited and _is_cited(line):
            return number
    return len(lines)


def _is_who_wrote(lines: list[str], number: int) -> bool:
    """The line before a quote, which may be broken in two or three; it begins here and not on a line further down."""
    for wrapped in (1, 2, 3):
        piece = lines[number : number + wrapped]
        if not all(piece):
            return False
        if _WROTE.match(" ".join(piece)):
            return not any(_WROTE.match(" ".join(piece[later:])) for later in range(1, wrapped))
    return False


def _is_head(lines: list[str], number: int) -> bool:
    """Outlook's head of the quoted letter: From and Sent below each other, in any of its languages."""
    if not _FROM.match(lines[number]):
        return False
    return any(_SENT.match(line) for line in lines[number + 1 : number + 4])


def _is_cited(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_quoted(line: str) -> bool:
    return _is_cited(line) or bool(_WROTE.match(line) or _RULED.match(line) or _FROM.match(line) or _SENT.match(line))


def _trimmed(lines: object) -> str:
    """Without the signature below two dashes, and without what a telephone adds."""
    kept: list[str] = []
    for line in lines:  # type: ignore[attr-defined]
        if line in ("--", "-- ", "—"):
            break
        kept.append(line)
    while kept and (not kept[-1].strip(" _-") or _OF_A_PHONE.match(kept[-1])):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
