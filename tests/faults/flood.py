"""Run R3: webhooks twice, shuffled, too late and forged, as fast as they come. Each event is applied once."""

from __future__ import annotations

import http.client
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from tests.faults import results
from tests.faults.fake_gateways.adyen import Adyen
from tests.faults.fake_gateways.books import Books
from tests.faults.fake_gateways.paypal import PayPal
from tests.faults.fake_gateways.stripe import Stripe
from tests.faults.fake_gateways.vendor import Letter, Vendor
from tests.faults.stage import Stage

SENDERS = 12
TOO_LATE_SECONDS = 3600
ANSWERED_WITHIN_MS = 200
WORDS = {"stripe": "evt_", "paypal": "WH-"}
"""Gateways that give each event an id of its own. What Adyen tells of a refund is one event, however often it comes."""


@dataclass(frozen=True)
class Flood:
    """How many deliveries of how many refunds, and the shares of what is wrong with them."""

    deliveries: int = 20_000
    refunds: int = 1_800
    per_second: float = 200
    twice: float = 0.3
    too_late: float = 0.05
    forged: int = 1_050


@dataclass(frozen=True)
class Delivery:
    """One POST and whether it must be taken. `event` names what it tells, so that twice can be told from two."""

    gateway: str
    event: str
    headers: dict[str, str]
    body: bytes
    is_genuine: bool = True


def run(stage: Stage, size: Flood, seed: int) -> bool:
    chance = random.Random(seed)
    stage.all_is_well()
    stage.fakes.send_webhooks_to(stripe="", paypal="", adyen="")
    clients = stage.clients()
    with stage.at_work():
        clients.send(stage.payments(size.refunds, "flood"), 40)
        stage.accepted += clients.accepted.values()
        _wait_until_sent(stage)
        before = _events(stage)
        deliveries = _deliveries(stage, size, chance)
        answers, took_ms, seconds = _post(stage.port, deliveries, size.per_second)
        stage.wait_until_done(120)
        _wait_until_worked_off(stage)
    wanted = {(one.gateway, one.event) for one in deliveries if one.is_genuine}
    applied = _events(stage) - before
    wrong = Counter(answers)
    found = stage.judge()
    p99 = sorted(took_ms)[int(len(took_ms) * 0.99)]
    passed = not found and applied == len(wanted) and wrong.keys() <= {"taken", "refused"}
    passed = passed and (not stage.is_whole or p99 < ANSWERED_WITHIN_MS)
    results.keep(
        "R3 webhooks",
        passed,
        seed=seed,
        deliveries=len(deliveries),
        events=len(wanted),
        applied=applied,
        answers=dict(wrong),
        per_second=round(len(deliveries) / seconds, 1),
        p99_ms=round(p99),
        found=found.counts(),
    )
    stage.fakes.send_webhooks_to(**{code: f"http://127.0.0.1:{stage.port}/webhooks/{code}/" for code in _vendors()})
    return passed


def _vendors() -> dict[str, Vendor]:
    """The words of each gateway, without anything in its books: to seal letters as it does."""
    books = Books(None)  # type: ignore[arg-type]
    return {vendor.code: vendor(books) for vendor in (Stripe, PayPal, Adyen)}


def _deliveries(stage: Stage, size: Flood, chance: random.Random) -> list[Delivery]:
    told = stage.fakes.rows("SELECT gateway, event, kind, body FROM webhook WHERE state = 'kept'")
    vendors = _vendors()
    letters = [(vendors[gateway], _letter(event, kind, body)) for gateway, event, kind, body in told]
    events = int((size.deliveries - size.forged) * (1 - size.twice - size.too_late))
    several = [one for one in letters if one[0].code in WORDS]
    while len(letters) < events:
        vendor, letter = chance.choice(several)
        letters.append((vendor, _retold(vendor.code, letter, len(letters))))
    genuine = [_sealed(vendor, letter) for vendor, letter in letters]
    late = [_sealed(vendor, letter, TOO_LATE_SECONDS) for vendor, letter in letters if vendor.code == "stripe"]
    again = chance.choices(genuine, k=int(size.deliveries * size.twice))
    forged = [_forged(*chance.choice(letters), number) for number in range(size.forged)]
    everything = [*genuine, *again, *late[: int(size.deliveries * size.too_late)], *forged]
    chance.shuffle(everything)
    return everything


def _letter(event: str, kind: str, body: bytes) -> Letter:
    thing = json.loads(body)
    if "notificationItems" in thing:
        thing = thing["notificationItems"][0]["NotificationRequestItem"]
        thing.pop("additionalData")
    return Letter(event, kind, thing)


def _retold(gateway: str, letter: Letter, number: int) -> Letter:
    """The same news in an event of its own."""
    event = f"{WORDS[gateway]}FloodFlood{number:07d}"
    return replace(letter, event=event, thing={**letter.thing, "id": event})


def _sealed(vendor: Vendor, letter: Letter, seconds_ago: float = 0) -> Delivery:
    headers, body = vendor.seal(letter, time.time() - seconds_ago, is_forged=False)
    return Delivery(vendor.code, letter.event, headers, body, is_genuine=not seconds_ago)


def _forged(vendor: Vendor, letter: Letter, number: int) -> Delivery:
    """Another's key, a body changed after it was signed, half of a body, no signature, one from the future."""
    event = f"forged-{number}"
    headers, body = vendor.seal(letter, time.time(), is_forged=number % 5 == 0)
    if number % 5 == 1:
        body = body.replace(b"4000", b"4001").replace(b"40.00", b"40.01")
    if number % 5 == 2:
        body = body[: len(body) // 2]
    if number % 5 == 3:
        headers, body = {}, body.replace(b"hmacSignature", b"noSignature")
    if number % 5 == 4:
        headers, body = vendor.seal(letter, time.time() + TOO_LATE_SECONDS, is_forged=vendor.code != "stripe")
    return Delivery(vendor.code, event, headers, body, is_genuine=False)


def _post(port: int, deliveries: list[Delivery], per_second: float) -> tuple[list[str], list[float], float]:
    """Deliver at this pace; return how each was answered, how long the answers took, and how long all took."""
    waiting: SimpleQueue[tuple[float, Delivery]] = SimpleQueue()
    began = time.monotonic()
    for number, delivery in enumerate(deliveries):
        waiting.put((began + number / per_second, delivery))
    answers: list[str] = []
    took_ms: list[float] = []
    crowd = [Thread(target=_send, args=(port, waiting, answers, took_ms)) for _ in range(SENDERS)]
    for sender in crowd:
        sender.start()
    for sender in crowd:
        sender.join()
    return answers, took_ms, time.monotonic() - began


def _send(port: int, waiting: SimpleQueue[Any], answers: list[str], took_ms: list[float]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while True:
        try:
            at, delivery = waiting.get_nowait()
        except Empty:
            line.close()
            return
        time.sleep(max(0.0, at - time.monotonic()))
        began = time.monotonic()
        headers = {"Content-Type": "application/json", **delivery.headers}
        line.request("POST", f"/webhooks/{delivery.gateway}/", delivery.body, headers)
        answer = line.getresponse()
        answer.read()
        took_ms.append(1000 * (time.monotonic() - began))
        answers.append(_judged(delivery, answer.status))


def _judged(delivery: Delivery, status: int) -> str:
    if delivery.is_genuine:
        return "taken" if status == 200 else f"genuine and answered {status}"
    return "refused" if 400 <= status < 500 else f"not genuine and answered {status}"


def _wait_until_sent(stage: Stage, seconds: float = 120) -> None:
    """Adyen's refunds stay open until their webhooks come; nothing else does. Its words of all of them are there."""
    deadline = time.monotonic() + seconds
    waits = "SELECT count(*) FROM refunds_refundattempt WHERE state IN ('created', 'sending', 'unknown')"
    approved = "SELECT count(*) FROM refunds_refund WHERE state = 'approved'"
    while (stage.ask(waits)[0][0] or stage.ask(approved)[0][0]) and time.monotonic() < deadline:
        time.sleep(0.2)
    open_ones = stage.ask("SELECT count(*) FROM refunds_refundattempt WHERE state = 'pending'")[0][0]
    told = "SELECT count(DISTINCT refund) FROM webhook WHERE gateway = 'adyen' AND state = 'kept'"
    while stage.fakes.rows(told)[0][0] < open_ones and time.monotonic() < deadline:
        time.sleep(0.2)


def _wait_until_worked_off(stage: Stage, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while stage.ask("SELECT count(*) FROM refunds_webhookevent WHERE state = 'received'")[0][0]:
        assert time.monotonic() < deadline, "webhooks wait for ever"
        time.sleep(0.2)


def _events(stage: Stage) -> int:
    return int(stage.ask("SELECT count(*) FROM refunds_webhookevent WHERE state = 'processed'")[0][0])
