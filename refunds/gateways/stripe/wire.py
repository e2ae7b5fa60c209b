"""The line to Stripe: one attempt a call, short time-outs, the exact bytes that were stored."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import stripe
from stripe._base_address import BaseAddresses

from customers.correlation import HEADER
from refunds.gateways.api_base import checked_base
from refunds.gateways.http import CONNECT_SECONDS, READ_SECONDS, open_session

API_VERSION = "2026-10-28.endive"
PAGE = 100
EVIDENCE_PURPOSE = "dispute_evidence"


class Wire:
    """One account's connection. Hands out Stripe's JSON as it came; raises what the SDK raises."""

    def __init__(self, secret_key: str, api_base: str = "", read_seconds: float = READ_SECONDS) -> None:
        self._client = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, read_seconds), session=open_session()),
            base_addresses=_bases(checked_base(api_base, "Stripe")) if api_base else {},
        )

    def post(self, path: str, body: bytes = b"", idempotency_key: str = "", correlation_id: str = "") -> Any:
        """Send a stored body. The SDK takes fields, and writes them back into exactly these bytes.

        Without a key of ours the SDK makes a new one, for what may be asked any number of times.
        """
        headers = {HEADER: correlation_id} if correlation_id else {}
        key = {"idempotency_key": idempotency_key} if idempotency_key else {}
        return self._client.raw_request("post", path, headers=headers, **key, **decode_form(body)).data

    def upload(self, name: str, content: bytes, idempotency_key: str) -> Any:
        """Hand over a file that is to be evidence; its id is in the answer."""
        file = io.BytesIO(content)
        file.name = name  # where the SDK looks for it
        return self._client.raw_request(
            "post",
            "/v1/files",
            base="files",
            content_type="multipart/form-data",
            idempotency_key=idempotency_key,
            purpose=EVIDENCE_PURPOSE,
            file=file,
        ).data

    def get(self, path: str, **params: Any) -> Any:
        return self._client.raw_request("get", path, **params).data

    def pages(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Yield every object of a list, newest first, page by page."""
        more = True
        while more:
            page = self.get(path, limit=PAGE, **params)
            yield from page["data"]
            more = bool(page["has_more"] and page["data"])
            if more:
                params["starting_after"] = page["data"][-1]["id"]


def _bases(address: str) -> BaseAddresses:
    """Files go to a host of their own, unless another address was given for everything."""
    return {"api": address, "files": address}


def encode_form(fields: Mapping[str, str | int]) -> bytes:
    """Write fields as Stripe's form encoding, in the order of their names."""
    return urlencode(sorted(fields.items())).replace("%5B", "[").replace("%5D", "]").encode()


def decode_form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)) if body else {}


def path_of(kind: str, gateway_reference: str) -> str:
    return f"/v1/{kind}/{quote(gateway_reference, safe='')}"
