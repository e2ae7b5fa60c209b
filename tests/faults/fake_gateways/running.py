"""Starts the fake gateways from Python, and speaks with their control."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.faults.fake_gateways import accounts as known_accounts

ROOT = Path(__file__).parents[3]
CONTROL_SECONDS = 60
ENDS_WITHIN_SECONDS = 20


class FakeGateways:
    """The running program. Whatever it answers with an error is raised as an AssertionError with its words."""

    def __init__(self, address: str, ledger: Path) -> None:
        self.address, self.ledger = address, ledger
        self._session = requests.Session()

    def url_of(self, gateway: str) -> str:
        """Where the gateway's API is: the account's setting `api_base`."""
        return f"{self.address}/{gateway}"

    def accounts(self, read_seconds: int = 10, **more: Any) -> dict[str, dict[str, Any]]:
        """The accounts stripe, paypal and adyen, as GATEWAY_ACCOUNTS wants them."""
        return known_accounts.accounts(self.address, read_seconds, **more)

    def environment(self, read_seconds: int = 10, **more: Any) -> dict[str, str]:
        """What other processes need in their environment to have these accounts."""
        told = json.dumps(self.accounts(read_seconds, **more))
        return {"DJANGO_SETTINGS_MODULE": "tests.faults.fake_gateways.settings", "FAKE_GATEWAY_ACCOUNTS": told}

    def declare_payments(self, gateway: str, payments: Iterable[Mapping[str, Any]]) -> None:
        """Let customers pay: `reference`, `amount_minor`, `currency`, and if wanted `alias`, `order_reference`,
        `made_at`, `email` and `name`."""
        self._tell("payments", {"gateway": gateway, "payments": list(payments)})

    def set_faults(self, gateway: str = "all", /, **rules: Any) -> None:
        """Change rules of one gateway, or of all; those that are not named stay as they are."""
        self._tell("faults", {gateway: rules})

    def all_goes_well(self) -> None:
        """Nothing goes wrong any more, and all times are the usual ones."""
        self._tell("faults", {"all": "none"})

    def brown_out(self, gateway: str, kind: str) -> None:
        """Begin a brown-out: timeouts, unavailable, storm, slow or silent; "" ends it."""
        self.set_faults(gateway, brownout=kind)

    def send_webhooks_to(self, **addresses: str) -> None:
        """Send each gateway's webhooks to an address; "" keeps them in the ledger."""
        self._tell("webhooks", addresses)

    def send_unsent_webhooks(self) -> int:
        """Send what was lost or given up after all; return how many."""
        return int(self._tell("webhooks-again", {})["sent"])

    def refund_by_hand(self, gateway: str, payment: str, amount_minor: int, reference: str = "") -> str:
        """Refund in the gateway's own console; return its id of the refund."""
        told = {"gateway": gateway, "payment": payment, "amount_minor": amount_minor, "reference": reference}
        return str(self._tell("refunds", told)["refund"])

    def end_refund(self, gateway: str, refund: str, status: str, reason: str = "") -> None:
        """Let a refund become succeeded or failed now."""
        self._tell("outcome", {"gateway": gateway, "refund": refund, "status": status, "reason": reason})

    def dump(self) -> dict[str, Any]:
        """Write the whole ledger down, and return its totals."""
        return self._ask("dump")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the ledger, as it stands now."""
        self._ask("flush")
        connection = sqlite3.connect(self.ledger)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def close(self) -> None:
        self._session.close()

    def _tell(self, door: str, told: Mapping[str, Any]) -> dict[str, Any]:
        return self._read(self._session.post(f"{self.address}/control/{door}", json=told, timeout=CONTROL_SECONDS))

    def _ask(self, door: str) -> dict[str, Any]:
        return self._read(self._session.get(f"{self.address}/control/{door}", timeout=CONTROL_SECONDS))

    def _read(self, answer: requests.Response) -> dict[str, Any]:
        assert answer.ok, answer.text
        return dict(answer.json())


@contextmanager
def fake_gateways(
    folder: Path, *, seed: int = 0, port: int = 0, latency_ms: float = 0, webhooks_to: str = "", **faults: Any
) -> Iterator[FakeGateways]:
    """Run the program with a new ledger in `folder`.

    `faults` are rules of all gateways, or `stripe`, `paypal`, `adyen` with the rules of one, or `faults="chaos"`.
    """
    ledger = folder / "fake_gateways.sqlite"
    named = faults.pop("faults", None)
    command = [
        sys.executable, "-m", "tests.faults.fake_gateways", "--ends-with-parent", "--port", str(port),
        "--ledger", str(ledger), "--seed", str(seed), "--latency-ms", str(latency_ms), "--webhooks-to", webhooks_to,
        "--faults", named or json.dumps(_by_gateway(faults)),
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        assert first.startswith("listening on "), f"The fake gateways did not start: {first}"
        running = FakeGateways(f"http://127.0.0.1:{int(first.split()[-1])}", ledger)
        yield running
        running.close()
    finally:
        process.terminate()
        process.wait(ENDS_WITHIN_SECONDS)
        process.stdout.close()


def _by_gateway(faults: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: rules for name, rules in faults.items() if name in known_accounts.GATEWAYS}
    return {"all": {name: rule for name, rule in faults.items() if name not in own}, **own}
