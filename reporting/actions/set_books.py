"""Which accounts the shop's books have for ours, and what their program wants to know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.codes import checked_country
from customers.errors import BadInput, NotFound
from refunds import permissions
from reporting.books.layout import layout_named
from reporting.books.our_accounts import GATEWAY, OUR_ACCOUNTS, TAXED
from reporting.models import BookAccount, BookSettings


def set_book_account(
    *,
    actor: Actor,
    layout: str,
    ledger_account: str,
    theirs: str,
    gateway_account: str = "",
    tax_rate: Decimal | None = None,
    country: str = "",
    tax_code: str = "",
) -> BookAccount:
    """Set one line of the mapping; one that is there for the same account, rate and country is changed.

    Raises BadInput for an account that the program cannot have; nothing is written then.
    """
    permissions.require(actor, permissions.SET_BOOKS)
    program = layout_named(layout)
    if ledger_account not in OUR_ACCOUNTS:
        raise BadInput(_("The ledger has no such account."), "unknown_account", "ledger_account")
    if gateway_account and ledger_account != GATEWAY:
        raise BadInput(_("Only the balance at gateways is told apart by account."), "not_a_gateway", "gateway_account")
    if tax_rate is not None and ledger_account not in TAXED:
        raise BadInput(_("This account moves money, which has no tax rate."), "not_taxed", "tax_rate")
    if tax_rate is not None and not 0 <= tax_rate < 100:
        raise BadInput(_("A tax rate lies between 0 and 100 percent."), "bad_tax_rate", "tax_rate")
    place = {
        "layout": layout,
        "ledger_account": ledger_account,
        "gateway_account": _plain(gateway_account, "gateway_account")[:64],
        "tax_rate": tax_rate,
        "country": checked_country(country) if country else "",
    }
    with transaction.atomic(), acting(actor):
        line = BookAccount.objects.select_for_update().filter(**place).first() or BookAccount(**place)
        line.theirs = program.checked_account(_plain(theirs, "theirs"))
        line.tax_code = program.checked_tax_code(_plain(tax_code, "tax_code"))
        line.save()
    return line


def remove_book_account(*, actor: Actor, line_id: int) -> BookAccount:
    """Take one line away. Its history stays."""
    permissions.require(actor, permissions.SET_BOOKS)
    with transaction.atomic(), acting(actor):
        line = BookAccount.objects.select_for_update().filter(pk=line_id).first()
        if line is None:
            raise NotFound(_("There is no such line."), "book_account_not_found")
        line.delete()
        line.pk = line_id
    return line


def set_book_values(*, actor: Actor, layout: str, values: Mapping[str, str]) -> BookSettings:
    """Set what the program asks for. Raises BadInput, at the value's name, for what it cannot be."""
    permissions.require(actor, permissions.SET_BOOKS)
    program = layout_named(layout)
    known = {asked.name: asked for asked in program.asked}
    for name, value in values.items():
        if name not in known:
            raise BadInput(_("The program does not ask for this."), "unknown_value", name)
        if not isinstance(value, str) or not re.fullmatch(known[name].pattern, value):
            raise BadInput(
                _("%(what)s cannot be this. %(help)s") % {"what": known[name].label, "help": known[name].help},
                "bad_value",
                name,
            )
    with transaction.atomic(), acting(actor):
        kept = BookSettings.objects.select_for_update().filter(layout=layout).first() or BookSettings(layout=layout)
        kept.values = {**kept.values, **values}
        kept.changed_at = clock.now()
        kept.save()
    return kept


def _plain(text: str, field: str) -> str:
    if any(sign < " " for sign in text):
        raise BadInput(_("Leave out line ends and tabs."), "bad_text", field)
    return text.strip()
