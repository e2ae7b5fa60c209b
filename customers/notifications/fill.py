"""The small language of letters: paragraphs, lists, and words in braces. Nothing in it can reach beyond its words.

A paragraph ends at an empty line; lines that all begin with "- " are a list; {name} is filled in and {{ is a brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from customers.notifications.kinds import Placeholder

Value = str | list[str]
"""What a placeholder becomes: words, or several sentences, which stand as a list."""

_PART = re.compile(r"\{\{|\}\}|\{(?P<name>[a-z_]{1,40})\}|[{}]")
_BULLET = "- "


class Unfillable(ValueError):
    """The text holds something that cannot be filled in."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The same paragraph for both forms of a letter."""

    text: str
    html: SafeString


def names_in(source: str) -> list[str]:
    """Every placeholder of a text in order. Raises Unfillable at a brace that opens or closes nothing."""
    return [name for _words, name in _parts(source) if name]


def fill_line(source: str, values: Mapping[str, Value]) -> str:
    """Fill one line, such as a subject; whatever breaks a line becomes a blank."""
    filled = "".join(words or _inline(values, name) for words, name in _parts(source))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in filled).split())


def fill_paragraphs(source: str, values: Mapping[str, Value], known: Mapping[str, Placeholder]) -> list[Paragraph]:
    """Fill a body. Raises Unfillable for a placeholder without a value."""
    return [_paragraph(part, values, known) for part in paragraphs_of(source)]


def paragraphs_of(source: str) -> list[str]:
    parts = re.split(r"\n[ \t]*\n", source.replace("\r\n", "\n").replace("\r", "\n"))
    return [part.strip() for part in parts if part.strip()]


def lone_block(paragraph: str, known: Mapping[str, Placeholder]) -> str:
    """The block placeholder that is all of this paragraph, or an empty string."""
    name = paragraph[1:-1]
    return name if paragraph == f"{{{name}}}" and name in known and known[name].is_block else ""


def _paragraph(source: str, values: Mapping[str, Value], known: Mapping[str, Placeholder]) -> Paragraph:
    if block := lone_block(source, known):
        return quoted(_value(values, block))
    lines = source.split("\n")
    if all(line.startswith(_BULLET) for line in lines):
        return _listed([line.removeprefix(_BULLET) for line in lines], values)
    text = "".join(words or _inline(values, name) for words, name in _parts(source))
    return Paragraph(text, format_html("<p>{}</p>", _with_breaks(text)))


def quoted(value: Value) -> Paragraph:
    """Somebody's own words, set off from ours; several sentences as a list."""
    if not isinstance(value, str):
        items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in value))
        return Paragraph("\n".join(f"{_BULLET}{sentence}" for sentence in value), format_html("<ul>{}</ul>", items))
    quote = format_html('<blockquote class="said">{}</blockquote>', _with_breaks(value))
    return Paragraph("\n".join(f"  {line}" for line in value.splitlines()), quote)


def _listed(lines: list[str], values: Mapping[str, Value]) -> Paragraph:
    filled = [fill_line(line, values) for line in lines]
    items = format_html_join("", "<li>{}</li>", ((line,) for line in filled))
    return Paragraph("\n".join(f"{_BULLET}{line}" for line in filled), format_html("<ul>{}</ul>", items))


def _parts(source: str) -> Iterator[tuple[str, str]]:
    """Cut into words and names; exactly one of each pair is not empty."""
    position = 0
    for match in _PART.finditer(source):
        if match.start() > position:
            yield source[position : match.start()], ""
        if match["name"]:
            yield "", match["name"]
        elif match[0] in ("{{", "}}"):
            yield match[0][0], ""
        else:
            raise Unfillable(match[0])
        position = match.end()
    if position < len(source):
        yield source[position:], ""


def _value(values: Mapping[str, Value], name: str) -> Value:
    if name not in values:
        raise Unfillable(name)
    return values[name]


def _inline(values: Mapping[str, Value], name: str) -> str:
    value = _value(values, name)
    return value if isinstance(value, str) else " ".join(value)


def _with_breaks(text: str) -> SafeString:
    return mark_safe(str(conditional_escape(text)).replace("\n", "<br>"))  # noqa: S308  escaped a moment before
