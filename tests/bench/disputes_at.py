"""The pages of one desk's disputes, each asked for several times with other rows; prints JSON. Run by tests.bench."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode

import django

django.setup()

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.startup import settle_memory  # noqa: E402
from customers.models import User  # noqa: E402
from disputes.models import Dispute  # noqa: E402
from tests.bench.page_times import Words, drawn, keys_of, measured  # noqa: E402


def main() -> None:
    client = Client(headers={"X-Request-ID": "bench-of-the-disputes"})
    client.force_login(User.objects.get(email="lena@recourse.example"))
    client.get(reverse("disputes:inbox"))
    settle_memory()
    print(json.dumps({name: measured(client, addresses) for name, addresses in _pages(Random(7))}))


def _pages(rng: Random) -> Iterator[tuple[str, Words]]:
    """The inbox in its ways, and a case; its name, and where to find one."""
    disputes, inbox = drawn(rng, Dispute), reverse("disputes:inbox")
    ours = list(Dispute.objects.filter(state__in=Dispute.OURS).order_by("answer_by", "id")[:200])

    def asked(**said: str) -> Words:
        return lambda: f"{inbox}?{urlencode(said)}"

    yield "disputes, to answer", lambda: inbox
    for tab in ("mine", "waiting", "attention", "ended", "all"):
        yield f"disputes, tab {tab}", asked(tab=tab)
    deep, due = keys_of(rng, disputes, "opened_at"), keys_of(rng, ours, "answer_by")
    yield "disputes, deep page", lambda: f"{inbox}?{urlencode({'tab': 'all', 'after': deep()})}"
    yield "disputes, deep page of what is due", lambda: f"{inbox}?{urlencode({'after': due()})}"
    yield "disputes, the largest amount first", asked(order="amount")
    yield "disputes, worth most first", asked(order="worth")
    yield "disputes, one reason", asked(category="fraudulent")
    yield "disputes, search by name", lambda: f"{inbox}?{urlencode({'q': rng.choice(disputes).payment.customer.name})}"
    yield "disputes, search: nothing fits", asked(q="zzzz-not-there")
    yield "disputes, calendar", lambda: reverse("disputes:calendar")
    yield "dispute", lambda: reverse("disputes:dispute", args=[rng.choice(disputes).reference])
    yield "dispute, to answer", lambda: reverse("disputes:dispute", args=[rng.choice(ours).reference])
    yield "dispute, fight or accept", lambda: reverse("disputes:worth", args=[rng.choice(ours).reference])
    yield "dispute, its evidence", lambda: reverse("disputes:evidence", args=[rng.choice(ours).reference])


if __name__ == "__main__":
    main()
