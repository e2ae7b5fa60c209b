"""The line to Braintree: one attempt a call, short time-outs, the exact bytes that were stored.

The SDK (braintree 4.48, read in November 2026) makes the requests. What came back is read here, from the answer itself:
the SDK's objects break over what is missing, and its errors lose the body and the headers.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from braintree.braintree_gateway import BraintreeGateway
from braintree.configuration import Configuration
from braintree.environment import Environment
from braintree.transaction_search import TransactionSearch
from braintree.util.validation import is_invalid_path_segment
from braintree.util.xml_util import XmlUtil

from customers.correlation import working_under
from refunds.gateways.api_base import checked_base
from refunds.gateways.http import CONNECT_SECONDS, READ_SECONDS, CorrelatedLine, open_session

API_VERSION: str = Configuration.api_version()
MOST_FOUND = 10_000
"""A search finds no more than this, and does not say that there was more."""

SHORTEST_SEARCH = timedelta(seconds=2)


def is_id(value: object) -> bool:
    """Whether this can stand in one of Braintree's addresses: the SDK takes no other."""
    return not is_invalid_path_segment(value)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Braintree said. `body` is {} where it said nothing, or nothing that is XML; `blank` is the former."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    blank: bool = False


class NotAnswered(Exception):
    """Braintree answered a question with anything but what was asked for."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Wire:
    """One account's connection. A call raises what `requests` raises when no answer came."""

    def __init__(
        self,
        merchant_id: str,
        public_key: str,
        private_key: str,
        *,
        sandbox: bool = False,
        api_base: str = "",
        read_seconds: float = READ_SECONDS,
    ) -> None:
        environment = _elsewhere(api_base) if api_base else Environment.Sandbox if sandbox else Environment.Production
        self._line = _Line(environment, read_seconds)
        self._sdk = BraintreeGateway(
            Configuration(
                environment=environment,
                merchant_id=merchant_id,
                public_key=public_key,
                private_key=private_key,
                http_strategy=lambda *_: self._line,
            )
        )

    def refund(self, payment: str, body: bytes, correlation: str = "") -> Answer:
        """Send a stored body. The SDK takes fields, and writes them back into exactly these bytes."""
        with working_under(correlation):
            return self._ask(lambda: self._sdk.transaction.refund(payment, decode(body)))

    def transaction(self, transaction: str) -> Answer:
        return self._ask(lambda: self._sdk.transaction.find(transaction))

    def made(self, kind: str, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
        """Yield every sale or credit created in that time, both ends included. Raises NotAnswered."""
        search = {
            node.name: node.to_param()
            for node in (
                TransactionSearch.created_at.between(since.astimezone(UTC), until.astimezone(UTC)),
                TransactionSearch.type.in_list([kind]),
            )
        }
        ids, size = self._found(search)
        if len(ids) >= MOST_FOUND and until - since > SHORTEST_SEARCH:
            middle = since + (until - since) / 2
            yield from self.made(kind, since, middle)
            yield from self.made(kind, middle, until)
            return
        for start in range(0, len(ids), size):
            yield from self._fetch({**search, "ids": ids[start : start + size]})

    def dispute(self, dispute: str) -> Answer:
        return self._ask(lambda: self._sdk.dispute.find(dispute))

    def disputes(self, **days: tuple[date, date]) -> Iterator[Mapping[str, Any]]:
        """Yield every dispute with such a day, `received_date` or `effective_date`, both ends included."""
        search = {name: {"min": _as_day(first), "max": _as_day(last)} for name, (first, last) in days.items()}
        page, seen = 1, 0
        while True:
            told = self.told(self._post(f"/disputes/advanced_search?page={page}", search), "disputes")
            found = told.get("dispute") or []
            found = found if isinstance(found, list) else [found]
            yield from found
            seen += len(found)
            if not found or seen >= int(told["total_items"]):
                return
            page += 1

    def upload(self, name: str, content: bytes, content_type: str) -> Answer:
        """Upload a document of evidence. The SDK's own call takes files of a disk only."""
        config, kind = self._sdk.config, "evidence_document"
        files, params = {"file": (name, content, content_type)}, {"kind": kind, "document_upload[kind]": kind}
        path = f"{config.base_merchant_path()}/document_uploads"
        return self._ask(lambda: config.http().post_multipart(path, files, params))

    def add_evidence(self, dispute: str, fields: Mapping[str, str]) -> Answer:
        return self._ask(lambda: self._on(dispute, "post", "evidence", {"evidence": dict(fields)}))

    def finalize_dispute(self, dispute: str) -> Answer:
        return self._ask(lambda: self._sdk.dispute.finalize(dispute))

    def accept_dispute(self, dispute: str) -> Answer:
        return self._ask(lambda: self._sdk.dispute.accept(dispute))

    def told(self, answer: Answer, name: str) -> Any:
        """Return what a question was answered with. Raises NotAnswered for anything else."""
        if answer.status != 200 or name not in answer.body:
            raise NotAnswered(answer)
        return answer.body[name]

    def _found(self, search: Mapping[str, Any]) -> tuple[list[str], int]:
        told = self.told(self._post("/transactions/advanced_search_ids", search), "search_results")
        return list(told["ids"]), max(1, int(told["page_size"]))

    def _fetch(self, search: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        told = self.told(self._post("/transactions/advanced_search", search), "credit_card_transactions")
        found = told["transaction"]
        yield from found if isinstance(found, list) else [found]

    def _on(self, dispute: str, verb: str, act: str, fields: Mapping[str, Any]) -> Any:
        if not is_id(dispute):
            raise ValueError("an id of Braintree's is letters and digits")
        config = self._sdk.config
        return getattr(config.http(), verb)(f"{config.base_merchant_path()}/disputes/{dispute}/{act}", fields)

    def _post(self, path: str, search: Mapping[str, Any]) -> Answer:
        config = self._sdk.config
        return self._ask(lambda: config.http().post(config.base_merchant_path() + path, {"search": search}))

    def _ask(self, call: Callable[[], Any]) -> Answer:
        """Make one call. The SDK raises for most refusals and breaks over odd answers; what was heard counts."""
        self._line.heard.answer = None
        try:
            call()
        except Exception:
            if self._line.heard.answer is None:
                raise
        answer: Answer = self._line.heard.answer
        return answer


class _Line:
    """What the SDK calls through: its own would follow a redirect with the keys in its hand."""

    def __init__(self, environment: Environment, read_seconds: float) -> None:
        self.heard = threading.local()
        self._certificates = environment.ssl_certificate
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._session = open_session(CorrelatedLine)

    def http_do(self, verb: str, url: str, headers: Mapping[str, Any], body: Any) -> list[Any]:
        """Send a text, or the fields and files of a form."""
        fields, files = body if isinstance(body, tuple) else (body.encode(), None)
        answer = self._session.request(
            verb,
            url,
            headers=dict(headers),
            data=fields,
            files=files,
            timeout=self._timeout,
            verify=self._certificates,
            allow_redirects=False,
        )
        blank = not answer.content.strip()
        self.heard.answer = Answer(answer.status_code, answer.headers, read_xml(answer.content), blank)
        return [answer.status_code, answer.text]


def _as_day(day: date) -> str:
    """Write a day as Braintree's searches take it."""
    return day.strftime("%m/%d/%Y")


def encode(fields: Mapping[str, str]) -> bytes:
    """Write a transaction's fields as Braintree's XML, in the order of their names."""
    text: str = XmlUtil.xml_from_dict({"transaction": dict(sorted(fields.items()))})
    return text.encode("ascii")


def decode(body: bytes) -> dict[str, str]:
    fields: dict[str, str] = XmlUtil.dict_from_xml(body)["transaction"]
    return fields


def read_xml(content: bytes) -> Mapping[str, Any]:
    """Read XML into what JSON can keep; {} for anything else. Times are UTC, as the SDK reads them."""
    try:
        told = json.loads(json.dumps(XmlUtil.dict_from_xml(content), default=_written))
    except Exception:  # the SDK's parser breaks in many ways over what is not Braintree's
        return {}
    return told if isinstance(told, dict) else {}


def _written(value: Any) -> str:
    return f"{value.isoformat()}+00:00" if isinstance(value, datetime) else str(value)


def _elsewhere(address: str) -> Environment:
    """Another address; its certificate is checked like anybody's."""
    parts = urlsplit(checked_base(address, "Braintree"))
    secure = parts.scheme == "https"
    port = "443" if secure else str(parts.port or 80)  # the SDK takes any other port for an address in the clear
    return Environment("elsewhere", parts.hostname, port, "", secure, True)
