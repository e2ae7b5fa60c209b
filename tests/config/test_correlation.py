"""One id follows a request from the caller through our logs and back."""

from __future__ import annotations

import pytest
from django.test import Client

from customers.correlation import correlation_id


def test_the_callers_id_comes_back(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "order-4711.retry"})["X-Request-ID"] == "order-4711.retry"


@pytest.mark.parametrize("unsound", ["short", "x" * 65, "with space in", "line\nbreak-1", "<script>alert</script>"])
def test_an_unsound_id_is_replaced(client: Client, unsound: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": unsound})["X-Request-ID"]
    assert answer != unsound
    assert len(answer) == 32


def test_the_id_does_not_stay_for_the_next_request(client: Client) -> None:
    client.get("/healthz", headers={"X-Request-ID": "order-4711.retry"})
    assert correlation_id() == ""
    assert client.get("/healthz")["X-Request-ID"] != "order-4711.retry"
