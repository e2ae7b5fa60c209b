"""Measure, print one table: `python -m tests.bench [api] [settle] [webhooks] ... [--rounds 3] [--quick]`."""

from __future__ import annotations

import argparse
import importlib
import os
import tempfile
from pathlib import Path

from tests.bench.table import Row
from tests.faults.fake_gateways.running import FakeGateways, fake_gateways
from tests.faults.house import House, house_in

LARGE = ("papers", "pages", "disputes", "portal", "figures", "exports")
"""Measured first, while no other engine runs: each keeps large shops of its own between runs."""
PARTS = ("memory", "api", "settle", "gateways", "reconcile", "webhooks", "import", *LARGE)


def main() -> int:
    wanted = _wanted()
    load = os.getloadavg()[0]
    kept = _measure_pages(wanted)
    with tempfile.TemporaryDirectory(prefix="recourse-bench-") as folder:
        Path(folder).chmod(0o755)
        with fake_gateways(Path(folder)) as fakes, house_in(Path(folder), **fakes.environment()) as house:
            _measure(house, fakes, wanted, load, kept)
    return 0


def _measure_pages(wanted: argparse.Namespace) -> list[Row]:
    rows: list[Row] = []
    for part in LARGE:
        if part in (wanted.parts or PARTS):
            rows += importlib.import_module(f"tests.bench.{part}").measure(wanted.rounds, wanted.quick)
    return rows


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="|".join(PARTS), help="all unless named")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--backlog", type=int, default=1500, help="refunds that wait when the worker starts")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, to see whether it runs")
    return parser.parse_args()


def _measure(house: House, fakes: FakeGateways, wanted: argparse.Namespace, load: float, kept: list[Row]) -> None:
    from tests.bench import api, gateway_bound, importing, memory, settling, shop, webhooks
    from tests.bench.table import print_table

    shop.furnish()
    rows = list(kept)
    size = 10 if wanted.quick else 1
    parts = wanted.parts or PARTS
    if "memory" in parts:  # first, while there is nothing to reconcile: its one worker has other things to do then
        rows += memory.measure(house, 50_000 // size)
    if "api" in parts:
        rows += api.measure(house, wanted.rounds, seconds=4 / size)
    if "settle" in parts:
        rows += settling.measure(house, wanted.backlog // size, wanted.rounds, steady_seconds=30 // size)
    if "gateways" in parts:
        rows += gateway_bound.measure(house, fakes, 600 // size)
    if "reconcile" in parts:
        rows += gateway_bound.reconcile(house, fakes, gateway_bound.MANY // size)
    if "webhooks" in parts:
        rows += webhooks.measure(house, wanted.rounds, seconds=4 / size)
    if "import" in parts:
        rows += importing.measure(house, 100_000 // size)
    print_table(rows, load)


if __name__ == "__main__":
    raise SystemExit(main())
