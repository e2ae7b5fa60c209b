"""Setting up who sells: name, tax numbers, what is sold by whom, and how credit notes are numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.codes import checked_country
from customers.errors import BadInput
from customers.known_accounts import known_accounts
from refunds import permissions
from refunds.credit_notes.numbers import checked_format
from refunds.models import LegalEntity

MOST = 50
TEXTS = ("name", "street", "postal_code", "city", "vat_id", "tax_number", "registration", "email")


def set_entity(
    *, actor: Actor, code: str, name: str, country: str, number_format: str, accounts: Sequence[str] = (),
    countries: Sequence[str] = (), is_usual: bool = False, is_automatic: bool = True, **texts: str,
) -> LegalEntity:  # fmt: skip
    """Open a legal entity, or change the one with this short name. What was issued keeps what it says.

    Raises BadInput for an unknown account or country, a number format that another entity has, or what another one
    sells already; nothing is written then.
    """
    permissions.require(actor, permissions.SET_ENTITIES)
    checked_country(country)
    for one in countries:
        checked_country(one)
    for account in accounts:
        if account not in known_accounts():
            raise BadInput(_("No gateway account of this name is set up."), "unknown_gateway_account", "accounts")
    with transaction.atomic(), acting(actor):
        others = list(LegalEntity.objects.select_for_update().exclude(code=code))
        _require_own(others, checked_format(number_format.strip()), accounts, countries, is_usual)
        entity, _is_new = LegalEntity.objects.update_or_create(
            code=code,
            defaults={
                **{field: _text(texts, field) for field in TEXTS if field != "name"}, "name": name.strip(),
                "country": country, "number_format": number_format.strip(), "accounts": list(dict.fromkeys(accounts)),
                "countries": list(dict.fromkeys(countries)), "is_usual": is_usual, "is_automatic": is_automatic,
            },
        )  # fmt: skip
    return entity


def _require_own(
    others: Sequence[LegalEntity], number_format: str, accounts: Sequence[str], countries: Sequence[str], usual: bool
) -> None:
    if len(others) >= MOST:
        raise BadInput(_("There are %d legal entities already.") % MOST, "too_many_entities")
    for other in others:
        if other.number_format == number_format:
            raise BadInput(_("%s numbers its credit notes so already.") % other, "number_format_taken", "number_format")
        if taken := [*set(accounts).intersection(other.accounts), *set(countries).intersection(other.countries)]:
            raise BadInput(
                _("%(what)s is sold by %(who)s already.") % {"what": taken[0], "who": other}, "sold_by_another"
            )
        if usual and other.is_usual:
            raise BadInput(_("%s sells everything else already.") % other, "sold_by_another", "is_usual")


def _text(texts: dict[str, Any], field: str) -> str:
    text = str(texts.get(field, "")).strip()
    if "\x00" in text:
        raise BadInput(_("This holds characters that are not text."), "bad_characters", field)
    return text
