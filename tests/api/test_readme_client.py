"""The client in the README works as it stands there, over a real socket, and says its types."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from customers.models import ApiKey, User
from refunds.models import Refund
from tests.desk import ask

README = Path(__file__).parents[2] / "README.md"
CLIENT, EXAMPLE, *_OTHERS = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
NAMES = "url = anas_key = boris_key = ''\n"


def the_client() -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "readme"}
    sys.modules.setdefault("readme", type(sys)("readme"))  # where a dataclass looks for its own module
    exec(compile(CLIENT, "README.md", "exec"), names)
    return names


def key_of(owner: User, *scopes: str) -> str:
    return ApiKey.objects.create_key(name="readme", owner=owner, scopes=list(scopes))[1]


@pytest.mark.django_db(transaction=True)
def test_the_example_asks_reads_approves_as_another_and_lists(live_server, ana, boris, mila, make_payment, capsys):
    payment = make_payment(mila, total_minor=8900)
    earlier = [ask(make_payment(mila), reason=Refund.Reason.DAMAGED) for _ in range(3)]
    ask(make_payment(mila), reason=Refund.Reason.OTHER)
    keys = {
        "url": live_server.url,
        "anas_key": key_of(ana, "refunds:write", "refunds:read"),
        "boris_key": key_of(boris, "refunds:read", "refunds:decide"),
    }
    example = EXAMPLE.replace("PM-2026-000123", payment.reference).replace("limit=50", "limit=2")

    exec(compile(example, "README.md", "exec"), {**the_client(), **keys})

    refund = Refund.objects.get(origin="api")
    assert (refund.amount_minor, refund.requester, refund.state) == (4310, ana, "approved")
    assert refund.approvals.get().approver == boris
    sentence, said, *rows = capsys.readouterr().out.splitlines()
    assert "43.10" in sentence and said == f"{refund.reference} approved"
    assert [row.split()[0] for row in rows] == [each.reference for each in [refund, *earlier[::-1]]]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_comes_with_its_code_and_the_fields_at_fault(live_server, ana):
    client = the_client()
    desk = client["Desk"](live_server.url, key_of(ana, "refunds:write"))
    with pytest.raises(client["Refused"]) as refusal:
        desk.post("refunds", payment="PM-1999-000001", reason="because")
    assert (refusal.value.status, refusal.value.code) == (400, "bad_input")
    assert list(refusal.value.fields) == ["reason"]


class Busy(BaseHTTPRequestHandler):
    """Says twice that it is busy, then answers; remembers the keys that it saw."""

    answers = [429, 503, 200]
    keys: list[str] = []

    def do_POST(self) -> None:
        status = Busy.answers[len(Busy.keys)]
        Busy.keys.append(self.headers["Idempotency-Key"])
        body = b'{"state": "approved"}' if status == 200 else b"{}"
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Quietly."""


@pytest.fixture
def busy_desk() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Busy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_busy_desk_is_asked_again_with_the_same_key(busy_desk):
    desk = the_client()["Desk"](busy_desk, "key")
    assert desk.post("refunds/RF-2026-000123/approval")["state"] == "approved"
    assert len(Busy.keys) == 3 and len(set(Busy.keys)) == 1


def test_the_types_hold_strictly(tmp_path):
    written = tmp_path / "client.py"
    written.write_text(CLIENT + NAMES + EXAMPLE)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", str(written)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
