"""A whole house before the fake gateways: engines, web, workers, beat, payments that customers have made, a judge."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg

from config.supervisor import Supervisor
from tests.faults.arrivals import Arrivals
from tests.faults.checker import Findings, judge_at, paid_in
from tests.faults.fake_gateways.rules import SHARES
from tests.faults.fake_gateways.running import FakeGateways, fake_gateways
from tests.faults.house import House, house_in, running
from tests.faults.ports import free_port

GATEWAYS = ("stripe", "paypal", "adyen")
READ_SECONDS = 2
SMALL_MINOR = 4_000
"""What the policy lets out without a person."""

HOLD_MS = 1000 * (READ_SECONDS + 1)
"""How long a gateway keeps a call whose answer it will not give."""


@dataclass
class Stage:
    """What a run plays on. `accepted` is every reference that a client was promised, over all runs."""

    house: House
    fakes: FakeGateways
    port: int
    api_key: str
    accepted: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the runs have their full size, on a machine of their own: then times are held against their aims."""
        return whole("FAULTS_WHOLE", 0) == 1

    @property
    def patience(self) -> float:
        """By how much longer than aimed at something may take: small runs share the machine with other tests."""
        return 1.0 if self.is_whole else 6.0

    def payments(self, count: int, batch: str, gateways: tuple[str, ...] = GATEWAYS) -> list[dict[str, Any]]:
        """Let customers pay at each of the gateways in turn; return a wish for a part of each payment."""
        from django.db import connection

        from customers.models import Payment
        from tests.bench import shop

        connection.close()  # the database may have crashed since
        made = [reference for reference, _line in shop.payments(count, batch, gateways)]
        rows = Payment.objects.filter(reference__in=made).values_list("gateway", "gateway_reference", "captured_minor")
        for gateway in gateways:
            theirs = [(paid, amount) for code, paid, amount in rows if code == gateway]
            self.fakes.declare_payments(
                gateway, [{"reference": paid, "amount_minor": amount, "currency": "EUR"} for paid, amount in theirs]
            )
        shop.analyze()
        wish = {"amount_minor": SMALL_MINOR, "currency": "EUR", "reason": "changed_mind"}
        return [{"payment": reference, **wish} for reference in made]

    def all_is_well(self) -> None:
        """The gateways forget every fault that they were told of."""
        self.fakes.set_faults(**dict.fromkeys(SHARES, 0), brownout="", lost_again_ms=0, hold_ms=HOLD_MS)

    @contextmanager
    def at_work(
        self, workers: int = 2, parents: int = 1, include: str = "refunds.tasks", **environment: str
    ) -> Iterator[Supervisor]:
        """Web, workers and beat, from when the web answers to the end of the block; `environment` is theirs alone."""
        with running(
            self.house, workers, include, parents=parents, web_port=self.port, environment=environment
        ) as supervisor:
            wait_for_web(self.port)
            yield supervisor

    def clients(self) -> Arrivals:
        return Arrivals(self.port, self.api_key)

    def seconds_until_settled(self, wish: dict[str, Any], patience_seconds: float = 120) -> float:
        """Ask for a refund now and wait until it has come to its end: how quickly the house works again."""
        began, client = time.monotonic(), self.clients()
        client.send([wish], per_second=1, within_seconds=patience_seconds)
        self.accepted += client.accepted.values()
        for reference in client.accepted.values():
            while time.monotonic() - began < patience_seconds and not self.is_settled(reference):
                time.sleep(0.05)
        return round(time.monotonic() - began, 1)

    def is_settled(self, reference: str) -> bool:
        try:
            rows = self.ask("SELECT state FROM refunds_refund WHERE reference = %s", reference)
        except psycopg.OperationalError:
            return False
        return rows[0][0] in ("completed", "failed")

    def ask(self, question: str, *given: object) -> list[tuple[Any, ...]]:
        """Ask the database, without our models. Raises OperationalError while it is away."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(question, given).fetchall()  # type: ignore[call-overload]

    @property
    def database(self) -> str:
        return self.house.engines.postgres.url()

    def wait_until_done(self, seconds: float) -> float:
        """Wait until no refund is open, so long at most; return how long it took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds and not self.is_done():
            time.sleep(0.3)
        return time.monotonic() - began

    def is_done(self) -> bool:
        """Whether no refund is open; while the database is away nobody can say so."""
        try:
            return not self.ask("SELECT 1 FROM refunds_refund WHERE state IN ('approved', 'processing') LIMIT 1")
        except psycopg.OperationalError:
            return False

    def judge(self) -> Findings:
        self.fakes.dump()
        return judge_at(self.database, paid_in(self.fakes.ledger), self.accepted)

    def states(self) -> dict[str, int]:
        return dict(self.ask("SELECT state, count(*) FROM refunds_refund GROUP BY 1 ORDER BY 1"))  # type: ignore[arg-type]

    def references(self, batch: str) -> list[str]:
        """Every refund of a batch."""
        rows = self.ask(
            "SELECT r.reference FROM refunds_refund r JOIN customers_payment p ON p.id = r.payment_id"
            " WHERE p.reference LIKE %s",
            f"PM-{batch}-%",
        )
        return [reference for (reference,) in rows]

    def seconds_to_settle(self, batch: str, gateway: str = "%") -> list[float]:
        """From the approval to the end, of all refunds of a batch."""
        return [
            float(seconds)
            for (seconds,) in self.ask(
                "SELECT extract(epoch FROM r.finished_at - r.approved_at) FROM refunds_refund r"
                " JOIN customers_payment p ON p.id = r.payment_id"
                " WHERE r.finished_at IS NOT NULL AND r.approved_at IS NOT NULL"
                " AND p.reference LIKE %s AND p.gateway LIKE %s",
                f"PM-{batch}-%",
                gateway,
            )
        ]


@contextmanager
def stage(seed: int = 1, latency_ms: float = 20, grace_seconds: int = 5, **faults: Any) -> Iterator[Stage]:
    """A stage with its own engines and gateways, gone when the block ends; nobody works there yet."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory(prefix="recourse-stage-") as name,
        fake_gateways(
            Path(name), seed=seed, latency_ms=latency_ms, webhooks_to=f"http://127.0.0.1:{port}/webhooks", **faults
        ) as fakes,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        told = {**fakes.environment(READ_SECONDS), "SEND_GRACE_SECONDS": str(grace_seconds)}
        with house_in(folder, **told) as house:
            from tests.bench import shop

            shop.furnish()
            yield Stage(house, fakes, port, shop.api_key())


def wait_for_web(port: int, seconds: float = 240) -> None:
    import http.client

    deadline = time.monotonic() + seconds
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def p95(measured: list[float]) -> float:
    return round(quantiles(measured, n=20)[18], 2) if len(measured) > 1 else 0.0


def whole(name: str, usual: int) -> int:
    """A size out of the environment."""
    return int(os.environ.get(name, usual))


def seconds_of(name: str, usual: float) -> float:
    """A pace out of the environment, in seconds."""
    return float(os.environ.get(name, usual))
