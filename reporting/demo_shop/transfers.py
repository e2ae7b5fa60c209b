"""Bank transfers in the demo: accounts that customers name, and a file that waits for a second person."""

from __future__ import annotations

from customers.actors import Actor
from refunds.actions.bank_details import give_details, needs_details
from refunds.actions.collect_transfers import collect_transfers
from refunds.models import Refund
from refunds.transfers_due import ready_transfers
from reporting.demo_shop.staff import Staff

ACCOUNTS = ("NL91ABNA0417164300", "FR1420041010050500013M02606", "ES9121000418450200051332", "DE02120300000000202051")
"""From the banks' own documents: sound numbers of nobody."""

IN_THE_FILE = 2


def name_account(refund: Refund) -> None:
    """The customer says on their page where the money shall go, where they were asked."""
    if needs_details(refund):
        give_details(
            actor=Actor.customer(refund.customer),
            reference=refund.reference,
            holder=refund.customer.name,
            iban=ACCOUNTS[refund.pk % len(ACCOUNTS)],
        )


def make_payment_file(staff: Staff) -> None:
    """Fatima collects two transfers; nobody has released them yet. A shop without an account has no files."""
    ready = ready_transfers().order_by("approved_at", "id").values_list("reference", flat=True)[:IN_THE_FILE]
    if references := list(ready):
        collect_transfers(actor=staff.fatima, references=references)
