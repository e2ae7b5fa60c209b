"""What the sandbox's owner does at its own screen: tell it of payments, write scripts, end refunds, look in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Jsonb

from refunds.gateways.errors import GatewayError
from refunds.gateways.sandbox.announcing import announce
from refunds.gateways.sandbox.answer import refund_body
from refunds.gateways.sandbox.behaviour import Announcing, Behaviour
from refunds.gateways.sandbox.case_console import CaseConsole
from refunds.gateways.sandbox.outgoing import Delivery, due_webhooks, mark_delivered
from refunds.gateways.sandbox.record import TABLES, Books, Row
from refunds.gateways.sandbox.setup import Setup
from refunds.gateways.sandbox.till import Order, lock_payment, pay_back

DETAILS = frozenset(
    {
        "customer_email",
        "customer_name",
        "order_reference",
        "description",
        "method_kind",
        "card_brand",
        "card_last4",
        "country",
    }
)

SCRIPTED = ("send", "read", "cancel", "answer", "read_dispute")


class Console:
    """The far side of one sandbox account. What a real gateway must do for us never goes through here.

    `disputes` is the part of it where disputes are opened, moved and ended.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.disputes = CaseConsole(setup)

    def register_payment(
        self,
        reference: str,
        amount_minor: int,
        currency: str,
        *,
        captured_at: datetime | None = None,
        **details: str,
    ) -> None:
        """Tell the sandbox of a captured payment; telling it again changes nothing.

        `details` are what it tells when its payments are pulled: see DETAILS.
        """
        if unheard_of := details.keys() - DETAILS:
            raise ValueError(f"A sandbox payment has no {', '.join(sorted(unheard_of))}")
        with self.setup.record.books() as books:
            books.execute(
                "INSERT INTO sandbox_gateway.payment"
                " (account, reference, amount_minor, currency, captured_at, details)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    self.setup.account,
                    reference,
                    amount_minor,
                    currency,
                    captured_at or self.setup.now(),
                    Jsonb(details),
                ],
            )

    def register_payments(self, rows: Iterable[tuple[str, int, str, datetime, Mapping[str, str]]]) -> None:
        """Tell the sandbox of many payments at once: reference, minor units, currency, captured at, details."""
        with self.setup.record.atomic() as books, books.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO sandbox_gateway.payment"
                " (account, reference, amount_minor, currency, captured_at, details)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    (self.setup.account, reference, amount_minor, currency, captured_at, Jsonb(dict(details)))
                    for reference, amount_minor, currency, captured_at, details in rows
                ],
            )

    def register_refunds(self, rows: Iterable[tuple[str, str, str, int, str]]) -> None:
        """Tell the sandbox of refunds that it has taken and will pay within the hour.

        Its reference, the payment's, ours, minor units, currency.
        """
        now = self.setup.now()
        with self.setup.record.atomic() as books, books.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO sandbox_gateway.refund (account, gateway_reference, payment_reference, reference,"
                " amount_minor, currency, status, created_at, changes_at, changes_to)"
                " VALUES (%s, %s, %s, %s, %s, %s, 'pending', %s, %s, 'succeeded')",
                [(self.setup.account, *row, now, now + timedelta(hours=1)) for row in rows],
            )

    def script(self, payment_reference: str, behaviours: Sequence[str], asks: str = "send") -> None:
        """Say how the next requests for this payment are answered, in order, one each.

        `asks` is "send" for refunds, "read" for questions about them, "cancel" for taking them back, "answer" for
        answers to disputes and "read_dispute" for questions about those. Raises ValueError for unknown words.
        """
        if asks not in SCRIPTED:
            raise ValueError(f"A script is for one of {', '.join(SCRIPTED)}, not {asks!r}")
        rows = [(self.setup.account, payment_reference, asks, str(Behaviour.parse(text))) for text in behaviours]
        with self.setup.record.atomic() as books:
            for row in rows:
                books.execute(
                    "INSERT INTO sandbox_gateway.script (account, payment_reference, asks, behaviour)"
                    " VALUES (%s, %s, %s, %s)",
                    row,
                )

    def advance(self, gateway_reference: str, status: str, announcing: Announcing = Announcing.SOON) -> None:
        """Move a refund to a status now, whatever was planned for it, and queue the webhook that tells it."""
        with self.setup.record.atomic() as books:
            row = books.execute(
                "UPDATE sandbox_gateway.refund SET status = %s, changes_at = NULL, changes_to = '',"
                " failure_code = CASE %s WHEN 'failed' THEN 'account_closed' ELSE '' END"
                " WHERE account = %s AND gateway_reference = %s RETURNING *",
                [status, status, self.setup.account, gateway_reference],
            ).fetchone()
            if row is None:
                raise GatewayError(f"The sandbox has no refund {gateway_reference}.")
            announce(books, self.setup, refund_body(row), announcing)

    def set_balance(self, currency: str, amount_minor: int | None) -> None:
        """Say what refunds of a currency can be paid out of; None takes the limit away."""
        with self.setup.record.atomic() as books:
            where = [self.setup.account, currency]
            books.execute("DELETE FROM sandbox_gateway.balance WHERE account = %s AND currency = %s", where)
            if amount_minor is not None:
                books.execute("INSERT INTO sandbox_gateway.balance VALUES (%s, %s, %s)", [*where, amount_minor])

    def refund_by_hand(self, payment_reference: str, amount_minor: int, behaviour: str = "accept") -> str:
        """Pay back at the gateway's own screen, without us and our reference; return its reference."""
        with self.setup.record.atomic() as books:
            payment = lock_payment(books, self.setup.account, payment_reference)
            if payment is None or amount_minor > payment["left"]:
                raise GatewayError(f"The sandbox cannot pay back that much of {payment_reference}.")
            order = Order(payment_reference, "", amount_minor, payment["currency"])
            return pay_back(books, self.setup, order, Behaviour.parse(behaviour))["id"]

    def due_webhooks(self, limit: int = 100) -> list[Delivery]:
        """Take what is due to be posted to our webhook door, signed. Due refunds end first."""
        return due_webhooks(self.setup, limit)

    def mark_delivered(self, delivery: Delivery) -> None:
        """Say that the door answered 2xx. Without this it is offered again."""
        mark_delivered(self.setup, delivery.number)

    def dump(self) -> dict[str, list[Row]]:
        """Return the books of this account, table by table: the truth for whoever checks ours."""
        with self.setup.record.books() as books:
            return {table: _rows(books, table, self.setup.account) for table in TABLES}

    def forget_everything(self) -> None:
        """Empty the books of this account."""
        with self.setup.record.atomic() as books:
            for table in reversed(TABLES):
                books.execute(_about(SQL("DELETE FROM {} WHERE account = %s"), table), [self.setup.account])


def _rows(books: Books, table: str, account: str) -> list[Row]:
    return books.execute(_about(SQL("SELECT * FROM {} WHERE account = %s ORDER BY 1, 2"), table), [account]).fetchall()


def _about(statement: SQL, table: str) -> Composed:
    return statement.format(Identifier("sandbox_gateway", table))
