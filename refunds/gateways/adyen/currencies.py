"""How Adyen counts amounts, where it differs from ISO 4217. From its page on currencies, read in November 2026."""

from __future__ import annotations

EXPONENTS = {"CLP": 2, "CVE": 0, "IDR": 0, "ISK": 2}
"""Only in the API. Its reports write whole units with a decimal point."""
