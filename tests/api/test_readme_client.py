"""The client in the README works as it stands there, over a real socket."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from customers.models import ApiKey
from refunds.models import Refund

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.django_db(transaction=True)
def test_the_readmes_client_asks_for_a_refund(live_server, ana, mila, make_payment, capsys):
    payment = make_payment(mila, total_minor=8900)
    _key, secret = ApiKey.objects.create_key(name="readme", owner=ana, scopes=["refunds:write"])
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    example = example.replace("PM-2026-000123", payment.reference)

    exec(compile(example, "README.md", "exec"), {"url": live_server.url, "key": secret})

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.origin, refund.requester) == (4310, "api", ana)
    printed = capsys.readouterr().out
    assert refund.reference in printed
    assert "43.10" in printed
