"""Whatever a program sends to the API, it gets an answer that the schema promises, and never a crash.

The small run stands in the suite; `make fuzz` walks every corner of every operation and calls far more often.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from customers.models import ApiKey, Customer, Payment, User
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from refunds.permissions import ROLES
from tests.desk import ask
from tests.programs import ALL_SCOPES

CASES = os.environ.get("API_CASES", "2")
"""Calls of each operation, beside those that walk its corners."""
PHASES = os.environ.get("API_PHASES", "fuzzing,stateful")
PATHS = os.environ.get("API_PATHS", "")
"""A pattern of addresses, to call the API in pieces: API_PATHS="^/api/v1/refunds"."""
SEED = os.environ.get("API_SEED", "20261126")
LEFT_OUT = "positive_data_acceptance"
"""A reference that fits the schema and names nothing is a 404, a move that came too late a 409."""

pytestmark = [pytest.mark.fuzz, pytest.mark.slow]


@pytest.fixture
def shop(transactional_db, make_payment, mila, boris):
    """A few cases to stumble upon, and somebody whose key opens every door."""
    for total in (4900, 45_000, 90_000, 12_000):
        ask(make_payment(mila, lines=[("Lamp", 2, total)]), reason=Refund.Reason.DAMAGED)
    make_payment(mila, total_minor=30_000)
    boris.groups.set(Group.objects.get_or_create(name=role)[0] for role in ROLES)
    return boris


def test_any_call_gets_an_answer_that_the_schema_promises(shop, live_server, tmp_path):
    done, report = call_often(shop, live_server.url, tmp_path)

    trouble = report["failures"] or report["errors"]
    assert not trouble, done.stdout[-20_000:]
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
    if not PATHS:
        assert report["operations"]["tested"] == report["operations"]["total"]
        assert report["phases"]["stateful"]["status"] == "success"  # chains of calls were found and walked
    reached = {name for name, phases in report["valid_rates"].items() if any(p["accepted"] for p in phases.values())}
    print(f"{report['test_cases']['generated']} calls of {report['operations']['total']} operations,")
    print(f"{len(reached)} of them answered well at least once")
    assert any(name.startswith("POST") for name in reached), "no call got behind the door"


def call_often(owner: User, address: str, folder: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    _key, secret = ApiKey.objects.create_key(name="fuzz", owner=owner, scopes=list(ALL_SCOPES))
    document, report, config = folder / "schema.json", folder / "report.json", folder / "schemathesis.toml"
    call_command("spectacular", file=str(document), format="openapi-json")
    config.write_text(_what_is_there())
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "run", str(document),
            "--url", address, "--header", f"Authorization: Api-Key {secret}", "--phases", PHASES,
            "--max-examples", CASES, "--seed", SEED, "--exclude-checks", LEFT_OUT, "--no-color", "--no-shrink",
            *(["--include-path-regex", PATHS] if PATHS else []), "--report", "json", "--report-json-path", str(report),
        ],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    return done, json.loads(report.read_text())


def _what_is_there() -> str:
    """Words that name something of this shop, so that calls get past the door as often as not."""
    words = {
        "payment": Payment.objects.values_list("reference", flat=True),
        "currency": ["EUR"],
        "seen": map(seen_hash, Refund.objects.all()),
        "customer": Customer.objects.values_list("reference", flat=True),
    }
    return "\n".join(
        f"[dictionaries.{name}]\nvalues = {json.dumps(list(values))}\n"
        f'[parameters."body.{name}"]\ndictionary = "{name}"\nprobability = 0.8\n'
        for name, values in words.items()
    )
