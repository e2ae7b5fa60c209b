"""Words as the banks of the SEPA area may carry them: Latin letters, digits and a few signs (EPC217-08)."""

from __future__ import annotations

import re

from text_unidecode import unidecode

_FOREIGN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SLASHES = re.compile(r"/{2,}")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "&": "+"})


def sepa_text(text: str, limit: int) -> str:
    """Write a text with these signs only, at most `limit` long, with no slash at either end, and never empty."""
    plain = _FOREIGN.sub(" ", unidecode(text.translate(_GERMAN)))
    short = " ".join(_SLASHES.sub("/", plain).split())[:limit]
    return short.strip("/ ") or "-"
