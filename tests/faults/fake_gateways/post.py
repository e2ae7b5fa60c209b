"""Webhooks on their way: late, twice, shuffled, lost, wrongly signed or with another amount, as the rules say."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

from tests.faults.fake_gateways.books import Refund
from tests.faults.fake_gateways.http1 import in_json
from tests.faults.fake_gateways.ledger import Ledger
from tests.faults.fake_gateways.rules import WEBHOOK_FAULTS, Chance, Rules
from tests.faults.fake_gateways.vendor import Letter, Vendor

SENDERS = 8
ANSWER_SECONDS = 15
LONGEST_PAUSE = 8
"""Times the pause before the second try."""

WAITING, DELIVERED, REFUSED, LOST, KEPT, GIVEN_UP = "waiting", "delivered", "refused", "lost", "kept", "given_up"
CHANGED_BY = 1
TO_BE_REFUSED = ("wrong_signature", "stale")
"""Copies that nobody need take, so that a refusal of them is not answered with another try."""
STALE_SECONDS = 4 * 24 * 60 * 60


@dataclass(slots=True)
class Delivery:
    """One copy of a letter. Its bytes are sealed anew for each try, with the time of the try."""

    id: int
    vendor: Vendor
    rules: Rules
    letter: Letter
    refund: str
    fault: str
    due_at: float
    sent_at: float | None = None
    tries: int = 0
    state: str = WAITING
    answer: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Post:
    """Sends letters to where each gateway's webhooks go; where that is nowhere, the ledger keeps them."""

    def __init__(self, ledger: Ledger, chance: Chance) -> None:
        self.addresses: dict[str, str] = {}
        self._ledger, self._chance = ledger, chance
        self._ids = count(1)
        self._due: asyncio.Queue[Delivery] = asyncio.Queue()
        self._unsent: dict[int, Delivery] = {}
        self._senders: list[asyncio.Task[None]] = []

    def open(self) -> None:
        self._senders = [asyncio.create_task(self._send_what_is_due()) for _ in range(SENDERS)]

    def tell(self, vendor: Vendor, rules: Rules, refund: Refund) -> None:
        """Send word of a refund's present status."""
        letter = vendor.letter(refund, next(self._ids))
        if letter is None:
            return
        about = (vendor.code, "webhook", refund.reference or refund.id, refund.status)
        drawn = {
            fault: self._chance.happens(getattr(rules, f"webhook_{fault}"), *about, fault) for fault in WEBHOOK_FAULTS
        }
        pause = rules.webhook_ms + rules.webhook_shuffle_ms * self._chance.share(*about, "shuffle")
        if drawn["lost"]:
            self._lose(vendor, rules, letter, refund)
        else:
            late = rules.webhook_late_ms if drawn["late"] else 0
            self._post(vendor, rules, letter, refund, "late" if late else "", pause + late)
        if drawn["twice"]:
            again = rules.webhook_ms + rules.webhook_shuffle_ms * self._chance.share(*about, "again")
            self._post(vendor, rules, letter, refund, "twice", again)
        for fault in TO_BE_REFUSED:
            if drawn[fault]:
                self._post(vendor, rules, letter, refund, fault, pause)
        changed = vendor.letter(refund, next(self._ids), CHANGED_BY) if drawn["changed_amount"] else None
        if changed is not None:
            after = rules.webhook_ms + rules.webhook_shuffle_ms + rules.webhook_late_ms * drawn["late"]
            self._post(vendor, rules, changed, refund, "changed_amount", after + rules.webhook_ms)

    def send_again(self) -> int:
        """Send what was lost or given up once more, as a gateway's own console can; return how many."""
        unsent, self._unsent = list(self._unsent.values()), {}
        for delivery in unsent:
            delivery.state, delivery.tries = WAITING, 0
            self._due.put_nowait(delivery)
        return len(unsent)

    def _lose(self, vendor: Vendor, rules: Rules, letter: Letter, refund: Refund) -> None:
        lost = self._delivery(vendor, rules, letter, refund, "lost", 0)
        lost.state = LOST
        self._unsent[lost.id] = lost
        self._write(lost)
        if rules.lost_again_ms:
            asyncio.get_running_loop().call_later(rules.lost_again_ms / 1000, self._find_again, lost)

    def _find_again(self, lost: Delivery) -> None:
        if self._unsent.pop(lost.id, None) is not None:
            lost.state = WAITING
            self._due.put_nowait(lost)

    def _post(
        self, vendor: Vendor, rules: Rules, letter: Letter, refund: Refund, fault: str, milliseconds: float
    ) -> None:
        delivery = self._delivery(vendor, rules, letter, refund, fault, milliseconds)
        self._write(delivery)
        asyncio.get_running_loop().call_later(milliseconds / 1000, self._due.put_nowait, delivery)

    def _delivery(
        self, vendor: Vendor, rules: Rules, letter: Letter, refund: Refund, fault: str, milliseconds: float
    ) -> Delivery:
        due_at = time.time() + milliseconds / 1000
        return Delivery(next(self._ids), vendor, rules, letter, refund.id, fault, due_at)

    async def _send_what_is_due(self) -> None:
        while True:
            await self._send(await self._due.get())

    async def _send(self, delivery: Delivery) -> None:
        now = time.time()
        sealed_at = now - STALE_SECONDS if delivery.fault == "stale" else now
        is_forged = delivery.fault == "wrong_signature"
        delivery.headers, delivery.body = delivery.vendor.seal(delivery.letter, sealed_at, is_forged)
        address = self.addresses.get(delivery.vendor.code, "")
        if not address:
            delivery.state = KEPT
        else:
            delivery.sent_at, delivery.tries = now, delivery.tries + 1
            delivery.answer = await _knock(address, delivery.headers, delivery.body)
            self._after_answer(delivery)
        self._write(delivery)

    def _after_answer(self, delivery: Delivery) -> None:
        if 200 <= delivery.answer < 300:
            delivery.state = DELIVERED
        elif delivery.fault in TO_BE_REFUSED and delivery.answer:
            delivery.state = REFUSED
        elif delivery.tries >= delivery.rules.webhook_tries:
            delivery.state = GIVEN_UP
            self._unsent[delivery.id] = delivery
        else:
            pause = delivery.rules.webhook_retry_ms * min(delivery.tries, LONGEST_PAUSE) / 1000
            asyncio.get_running_loop().call_later(pause, self._due.put_nowait, delivery)

    def _write(self, delivery: Delivery) -> None:
        self._ledger.write(
            "webhook", delivery.id, delivery.vendor.code, delivery.letter.event, delivery.refund, delivery.letter.kind,
            delivery.fault, in_json(delivery.headers).decode(), delivery.body, delivery.due_at, delivery.sent_at,
            delivery.tries, delivery.state, delivery.answer,
        )  # fmt: skip


async def _knock(address: str, headers: dict[str, str], body: bytes) -> int:
    """Post it; return the status of the answer, 0 for none."""
    try:
        return await asyncio.wait_for(_exchange(address, headers, body), ANSWER_SECONDS)
    except (OSError, TimeoutError, ValueError, IndexError, asyncio.IncompleteReadError):
        return 0


async def _exchange(address: str, headers: dict[str, str], body: bytes) -> int:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        named = {
            "Host": parts.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        writer.write(f"POST {parts.path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()
