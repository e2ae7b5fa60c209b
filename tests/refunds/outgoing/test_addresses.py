"""No message goes into a network that only this machine reaches, whatever the address looks like and leads to later."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from customers import line
from refunds.models import Delivery, Subscription
from refunds.tasks import deliver_announcements
from tests.desk import ask
from tests.refunds.outgoing.conftest import worker_tells

pytestmark = pytest.mark.django_db

WRITTEN = [
    "http://127.0.0.1/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
    "https://0177.0.0.1/", "https://0x7f.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
    "https://0.0.0.0/", "https://0/", "https://[::]/", "https://10.0.0.5/", "https://172.16.0.1/",
    "https://192.168.1.1:8443/x", "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/",
    "https://198.18.0.1/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fd00::1]/",
    "https://224.0.0.1/", "https://[ff02::1]/", "https://255.255.255.255/", "http://hooks.example.com/",
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "data:text/plain,hello", "ftp://127.0.0.1/",
    "javascript:alert(1)", "//127.0.0.1/", "https://", "https:///x", "https://shop:secret@93.184.215.14/",
    "https://93.184.215.14\\@127.0.0.1/", "https://93.184.215.14#@127.0.0.1/", "https://93.184.215.14:0/",
    "https://93.184.215.14:99999/", "https://93.184.215.14/a b", "https://93.184.215.14/\x00", "https://ho\nst/",
    "https://93.184.215.14/\ud800", "https://xn--\u00e4.example/", "https://93.184.215.14/" + "x" * 500,
]  # fmt: skip
"""Refused as they are typed."""

NAMES = {
    "https://localhost/": ["127.0.0.1"],
    "https://inside.example/": ["10.0.0.7"],
    "https://half.example/": ["93.184.215.14", "192.168.0.1"],
    "https://six.example/": ["::1"],
    "https://wrapped.example/": ["::ffff:169.254.169.254"],
    "http://plain.example/": ["93.184.215.14"],
    "https://127.0.0.1.nip.example/": ["127.0.0.1"],
}
"""Looks like any other, and leads there."""


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """The numbers that a connection was opened to. None of these calls gets through."""
    numbers: list[str] = []

    def refuse(place: tuple[str, int], *_more: object) -> socket.socket:
        numbers.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    return numbers


@pytest.fixture
def names(monkeypatch) -> Callable[..., list[str]]:
    """names({"shop.example": [["127.0.0.1"], ["10.0.0.1"]]}) is what the name server says, the first time and then."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def know(said: dict[str, list[list[str]]]) -> list[str]:
        def look_up(host: str, port: int, *more: object, **options: object) -> list[tuple]:
            if host not in said:
                return real(host, port, *more, **options)
            looked_up.append(host)
            numbers = said[host].pop(0) if len(said[host]) > 1 else said[host][0]
            kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
            return [(kinds[ip_address(n).version], socket.SOCK_STREAM, 6, "", (n, port)) for n in numbers]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return looked_up

    return know


@pytest.fixture
def told(subscribe, make_payment, mila) -> Callable[[str], Delivery]:
    """told(address) has it told of a request, whatever it is: as if it had come into the database some other way."""

    def tell(address: str) -> Delivery:
        subscription, _secret = subscribe(kinds=["refund.requested"], address="https://typed.example/")
        Subscription.objects.filter(pk=subscription.pk).update(address=address)
        ask(make_payment(mila, total_minor=45_000))
        worker_tells()
        delivery = subscription.deliveries.get()
        Delivery.objects.all().update(state="failed", next_at=None)
        return delivery

    return tell


def test_an_address_that_no_message_goes_to_is_refused_when_it_is_typed(program_of, ida, settings):
    settings.SUBSCRIPTION_NETWORKS = []
    program = program_of(ida)
    for address in WRITTEN:
        wish = {"label": "x", "address": address, "kinds": ["refund.approved"]}
        assert program.post("subscriptions/", wish).status_code == 400, address
    assert not Subscription.objects.exists()


def test_one_that_got_in_all_the_same_is_never_called(make_payment, mila, ida, settings, called, names):
    settings.SUBSCRIPTION_NETWORKS = []
    storable = [address for address in WRITTEN if not {"\x00", "\ud800"} & set(address) and len(address) <= 500]
    kinds = ["refund.requested"]
    Subscription.objects.bulk_create(
        Subscription(label="x", address=address, kinds=kinds, created_by=ida) for address in (*storable, *NAMES)
    )
    names({urlsplit(address).hostname: [numbers] for address, numbers in NAMES.items()})
    ask(make_payment(mila, total_minor=45_000))
    deliver_announcements()
    assert Delivery.objects.filter(tries=1, status=None).count() == len(storable) + len(NAMES) >= 30
    assert called == []


def test_an_open_number_is_called_as_a_control(told, settings, called, names):
    settings.SUBSCRIPTION_NETWORKS = []
    names({"hooks.example.com": [["93.184.215.14", "2606:2800:220:1:248:1893:25c8:1946"]]})
    assert "ConnectionRefused" in told("https://hooks.example.com/x").answer
    assert called == ["93.184.215.14", "2606:2800:220:1:248:1893:25c8:1946"]


def test_a_name_that_leads_elsewhere_a_moment_later_is_looked_up_once_and_refused_then(told, system, settings, names):
    settings.SUBSCRIPTION_NETWORKS = ["127.0.0.1/32"]
    port = urlsplit(system.address).port
    looked_up = names({"shop.example": [["127.0.0.1"], ["127.0.0.2"]]})
    assert told(f"http://shop.example:{port}/hook").status == 200
    assert looked_up == ["shop.example"]
    assert system.asked[0].headers["Host"] == f"shop.example:{port}"
    again = told(f"http://shop.example:{port}/hook")
    assert again.status is None and "network" in again.answer
    assert len(system.asked) == 1


@pytest.fixture
def safe_shop(tmp_path, monkeypatch) -> Iterator[int]:
    """A system that speaks TLS as shop.example, and is trusted by this machine. Gives its port."""
    _certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    line._tls.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Yes)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    line._tls.cache_clear()


def test_the_certificate_must_be_that_of_the_name_not_of_the_number(told, safe_shop, names):
    names({"shop.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})
    assert told(f"https://shop.example:{safe_shop}/hook").status == 200
    wrong = told(f"https://other.example:{safe_shop}/hook")
    assert wrong.status is None and "certificate" in wrong.answer


def test_an_answer_that_drips_for_ever_is_cut_and_a_long_one_is_not_read(told, system, monkeypatch):
    monkeypatch.setattr(line, "WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_drip, args=[server], daemon=True).start()
        begun = monotonic()
        assert told(f"http://127.0.0.1:{server.getsockname()[1]}/").status is None
        assert monotonic() - begun < 3
    system.says(500, b"x" * 3_000_000)
    assert len(told(f"{system.address}/").answer) == 300


class _Yes(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


def _drip(server: socket.socket) -> None:
    wire, _address = server.accept()
    with wire:
        wire.recv(65_536)
        wire.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            try:
                wire.sendall(b"x")
            except OSError:
                return
            sleep(0.05)


def _certificate(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
