"""The portal of one shop, each kind of page asked for by several customers; prints JSON. Run by tests.bench.portal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.startup import settle_memory  # noqa: E402
from customers.models import Customer, Payment  # noqa: E402
from refunds.models import Refund  # noqa: E402
from tests.bench.page_times import Call, drawn, measured_calls  # noqa: E402
from tests.bench.portal_sessions import session_of  # noqa: E402

NOT_ENDED = Refund.State.PROCESSING, Refund.State.UNDER_REVIEW, Refund.State.COMPLETED


def main() -> None:
    client = Client(headers={"X-Request-ID": "bench-of-the-portal"})
    client.get(reverse("portal:home"))
    settle_memory()
    print(json.dumps({name: measured_calls(call) for name, call in _calls(client, Random(7))}))


def _calls(client: Client, rng: Random) -> Iterator[tuple[str, Call]]:
    """Every kind of page of the portal: its name, and a visit to one."""
    refunds, payments, customers = drawn(rng, Refund), drawn(rng, Payment), drawn(rng, Customer)
    live = [refund for refund in refunds if refund.state in NOT_ENDED]
    free = [payment for payment in payments if payment.left_minor > 0]

    def come_in(customer: Customer) -> None:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(customer)

    def page(name: str, of: list) -> Call:
        return _visit(lambda: rng.choice(of), come_in, lambda row: client.get(reverse(name, args=[row.reference])))

    def own(name: str) -> Call:
        return _visit(lambda: rng.choice(customers), come_in, lambda _row: client.get(reverse(name)))

    def news(row: Refund) -> HttpResponse:
        return client.get(seen_at[row.reference], headers={"HX-Request": "true"})

    def quote(row: Payment) -> HttpResponse:
        said = {"scope": "everything", "rail": "original", "reason": "changed_mind", "request_key": "k" * 24}
        return client.post(reverse("my:quote", args=[row.reference]), said)

    yield "portal: door", _visit(lambda: None, lambda _row: client.cookies.clear(), lambda _row: client.get("/portal/"))
    yield "portal: my payments", own("my:payments")
    yield "portal: my messages", own("my:messages")
    yield "portal: store credit", own("my:credit")
    yield "portal: a payment", page("my:payment", payments)
    yield "portal: asking", page("my:ask", free)
    yield "portal: a quote", _visit(lambda: rng.choice(free), come_in, quote)
    yield "portal: a refund", page("my:refund", refunds)
    seen_at = {refund.reference: _news_of(client, refund, come_in) for refund in live}
    asked = [refund for refund in live if seen_at[refund.reference]]
    yield "portal: news, nothing new", _visit(lambda: rng.choice(asked), come_in, news)
    yield "portal: policy", _visit(lambda: None, lambda _row: None, lambda _row: client.get(reverse("my:policy")))


def _visit(draw: Callable[[], Any], come_in: Callable, call: Callable[[Any], HttpResponse]) -> Call:
    """Draw a row and let its customer in before the clock starts."""

    def prepared() -> Callable[[], HttpResponse]:
        row = draw()
        come_in(getattr(row, "customer", row))
        return lambda: call(row)

    return prepared


def _news_of(client: Client, refund: Refund, come_in: Callable) -> str:
    come_in(refund.customer)
    page = client.get(reverse("my:refund", args=[refund.reference])).content.decode()
    found = re.search(r'hx-get="([^"]+)" hx-trigger="every', page)
    return found[1].replace("&amp;", "&") if found else ""


if __name__ == "__main__":
    main()
