"""What a run tells: a bar while it goes, the refused rows in a file, a sentence at the end."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from customers.errors import BadInput
from customers.imports.run import Tally

BAR = 30
ROWS_TOLD = 10
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Bar:
    """A progress bar on a terminal, a line now and then anywhere else."""

    def __init__(self, out: IO[str], done: Callable[[], float]) -> None:
        self.out = out
        self.done = done
        self.started_at = time.monotonic()
        self.told = 0.0
        self.live = bool(getattr(out, "isatty", lambda: False)())

    def __call__(self, tally: Tally) -> None:
        done = self.done()
        if not self.live and done < self.told + 0.1 and done < 1:
            return
        self.told = done
        speed = tally.read / max(time.monotonic() - self.started_at, 0.001)
        filled = "#" * round(done * BAR)
        line = f"[{filled:<{BAR}}] {done:4.0%}  {tally.read:,} rows, {speed:,.0f} a second"
        with suppress(OSError):
            self.out.write(f"\r{line}" if self.live else f"{line}\n")
            self.out.flush()

    def end(self) -> None:
        if self.live:
            self.out.write("\n")


class Refusals:
    """Keeps the refused rows as CSV (row, field, code, reason), and says the first few."""

    def __init__(self, path: Path | None, out: Any) -> None:
        self.out = out
        self.count = 0
        self._file = path.open("w", encoding="utf-8", newline="") if path else None
        self._csv = csv.writer(self._file) if self._file else None
        if self._csv:
            self._csv.writerow(["row", "field", "code", "reason"])

    def __call__(self, number: int, refusal: BadInput) -> None:
        self.count += 1
        if self._csv:
            self._csv.writerow([number, *map(_tame, (refusal.field or "", refusal.code, refusal.message))])
        if self.count <= ROWS_TOLD:
            field = f"{_printable(refusal.field)}: " if refusal.field else ""
            self.out.write(f"Row {number}: {field}{_printable(refusal.message)}")

    def close(self) -> None:
        if self._file:
            self._file.close()
        if self.count > ROWS_TOLD:
            self.out.write(f"… and {self.count - ROWS_TOLD:,} more rows were refused.")


def _tame(text: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    text = _printable(text)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)
