"""Pages of one shop's portal, each with the cookie of its customer; prints JSON. Run by tests.bench.portal."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from customers.models import Customer, Payment  # noqa: E402
from refunds.models import Refund  # noqa: E402
from tests.bench.page_times import drawn  # noqa: E402
from tests.bench.portal_sessions import session_of  # noqa: E402


def main() -> None:
    refunds = drawn(Random(11), Refund)
    cookies = {refund.customer_id: _cookie(refund.customer) for refund in refunds}
    free = [payment for payment in drawn(Random(12), Payment) if payment.left_minor > 0]

    def of_refunds(write: Callable[[Refund], str]) -> list[tuple[str, str]]:
        return [(write(refund), cookies[refund.customer_id]) for refund in refunds]

    pages = of_refunds(lambda refund: reverse("my:refund", args=[refund.reference]))
    lists = of_refunds(lambda refund: reverse("my:payments"))
    payments = of_refunds(lambda refund: reverse("my:payment", args=[refund.payment.reference]))
    asks = [(reverse("my:ask", args=[payment.reference]), _cookie(payment.customer)) for payment in free]
    bare = of_refunds(lambda refund: f"/bare/page/{refund.reference}/")
    print(json.dumps({"portal": [*pages, *lists, *payments, *asks], "refunds": pages, "bare": bare}))


def _cookie(customer: Customer) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={session_of(customer)}"


if __name__ == "__main__":
    main()
