"""What never reaches a log: secrets, card numbers, whole mail addresses, and line breaks that fake a line.

Secrets are known in three ways: by their value (what the settings hold, and what this process has opened), by the name
that they stand under, and by their shape. What only a name gives away is removed wherever that name is written, in
keys, URLs and sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from customers.card_numbers import mask_card_numbers
from customers.known_secrets import opened_secrets

REMOVED = "[removed]"
DEEPEST = 6
SHORTEST_SECRET = 8
"""Shorter values of settings are too common as words to be taken out of every line."""

TRACES = ("exception", "stack")
"""The only entries that may go over several lines: they come from our own renderer."""

_NAMES = (
    r"(?:[\w-]*[_-])?(?:password\d?|passwd|passphrase|secret|secret[_-]key|token|api[_-]?key|private[_-]?key|authorization|"
    r"cookie|set-cookie|session(?:[_-]?(?:id|key))?|sessionid|csrf\w*|credentials?|signature|otp|totp|"
    r"recovery[_-]?codes?|pan|card[_-]?number|cvc|cvv|iban)"
)
_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_NAMED = re.compile(
    rf"(?P<name>\b{_NAMES}|\b(?:__Host-)?recourse(?:-csrf)?)(?P<between>[\"']?(?:\s*=>\s*|\s*[=:]\s*)(?:b?[\"'])?)"
    r"(?P<value>(?:Api-Key|Bearer|Basic|Token)\s+[^\s\"',;&]+|[^\s\"',;&)}\]]+)",
    re.IGNORECASE,
)
_SHAPES = (
    (re.compile(r"\b(?:sk|rk)_[A-Za-z0-9_]{6,}"), REMOVED),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]{6,}"), REMOVED),
    (re.compile(r"\b(Api-Key|Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), rf"\1 {REMOVED}"),
    (re.compile(r"\b[A-Za-z0-9]{8}\.[A-Za-z0-9]{32,}\b"), REMOVED),  # keys of our own API
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?"), REMOVED),  # JSON web tokens
    (re.compile(r"(/portal/link/)[^/\s\"'?]+"), rf"\1{REMOVED}"),
    (re.compile(r"(?<=://)([^:/@\s]*):[^/@\s]+@"), rf"\1:{REMOVED}@"),  # a password in an address
    (re.compile(r"[\w.+-]+:[A-Za-z0-9]{6}:[\w-]{27,43}"), REMOVED),  # values that Django has signed
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL), REMOVED),
)
_ADDRESS = re.compile(r"\b([A-Za-z0-9])[A-Za-z0-9._%+-]*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_BUT_BREAKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Redaction:
    """A structlog processor, placed right before the renderer so that nothing is added behind it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, logger: Any, name: str, event: Mapping[str, Any]) -> dict[str, Any]:
        return {self._line(str(key)): self._entry(str(key), value) for key, value in event.items()}

    def text(self, text: str) -> str:
        """Take out of a text what must not be kept."""
        if self._known:
            text = self._known.sub(REMOVED, text)
        for secret in opened_secrets():
            text = text.replace(secret, REMOVED)
        for shape, instead in _SHAPES:
            text = shape.sub(instead, text)
        text = _NAMED.sub(_without_value, text)
        return _ADDRESS.sub(r"\1***@\2", mask_card_numbers(text))

    def value(self, value: Any) -> Any:
        """The same for lists and mappings, by the names in them as well."""
        return self._value(value, 0)

    def _entry(self, key: str, value: Any, depth: int = 0) -> Any:
        if _SECRET_NAME.fullmatch(key) and not isinstance(value, bool) and value not in (None, ""):
            return REMOVED
        if key in TRACES and isinstance(value, str) and depth == 0:
            return _CONTROL_BUT_BREAKS.sub(_spelled, self.text(value))
        return self._value(value, depth)

    def _value(self, value: Any, depth: int) -> Any:
        match value:
            case None | bool() | float():
                return value
            case int():
                said = str(value)
                clean = self.text(said)
                return value if clean == said else clean
            case Mapping() if depth < DEEPEST:
                return {self._line(str(key)): self._entry(str(key), inner, depth + 1) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset() if depth < DEEPEST:
                return [self._value(inner, depth + 1) for inner in value]
            case str():
                return self._line(value)
            case bytes():
                return self._line(value.decode(errors="replace"))
        return self._line(_said(value))

    def _line(self, text: str) -> str:
        """Cleaned, and on one line: a break in what somebody sent must not begin a line of ours."""
        return _CONTROL.sub(_spelled, self.text(text))


def _without_value(match: re.Match[str]) -> str:
    return f"{match['name']}{match['between']}{REMOVED}"


def _spelled(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def _said(value: object) -> str:
    try:
        return repr(value)
    except Exception:
        return f"<{type(value).__name__}>"
