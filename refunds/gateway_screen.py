"""What the pages and the API tell of gateway accounts: how they are set up, what they can do, how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from refunds.actions.gateway_accounts import no_such_account, public_settings
from refunds.flow.gate import Limits, Standing, limits_of, standing_of
from refunds.gateway_accounts import what_is_missing
from refunds.gateway_health import GatewayHealth, gateway_health
from refunds.gateways.accounts import account_codes, gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import GatewayError
from refunds.gateways.types import Capabilities
from refunds.models import FundsShortage, GatewayAccount, GatewayCheck, GatewaySecret
from refunds.taking_back import states_in_words

INCOMPLETE, UNUSABLE, PAUSED, BROKEN, WAITS, TRIED, OPEN = (
    "incomplete", "unusable", "paused", "not_answering", "asked_to_wait", "being_tried", "open",
)  # fmt: skip


class Ability(NamedTuple):
    """Something that a gateway can or cannot do, in words."""

    can: bool
    words: str


@dataclass(frozen=True, slots=True)
class AccountLook:
    """One account as people see it. `row` is empty where nothing but the environment knows it."""

    name: str
    gateway: str
    adapter: type[Gateway] | None
    row: GatewayAccount | None
    is_stored: bool
    state: str
    why: str
    standing: Standing
    limits: Limits
    health: GatewayHealth
    check: GatewayCheck | None
    shortages: list[FundsShortage] = field(default_factory=list)

    @property
    def label(self) -> str:
        return (self.row.label if self.row else "") or self.gateway_name

    @property
    def gateway_name(self) -> str:
        return self.adapter.name if self.adapter else self.gateway

    @property
    def protocol(self) -> str:
        return self.adapter.protocol if self.adapter else ""

    @property
    def webhook_address(self) -> str:
        return f"{settings.PUBLIC_URL}/webhooks/{self.name}/"

    @property
    def abilities(self) -> list[Ability]:
        return abilities(self.adapter.capabilities) if self.adapter else []

    @property
    def is_paused(self) -> bool:
        return self.row is not None and self.row.is_paused

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def values(self) -> dict[str, Any]:
        """The settings that are no secret, for an account that is set up here."""
        if self.adapter is None or not self.is_stored:
            return {}
        given = self.row.settings if self.row else {}
        return {name: given.get(name) for name in public_settings(self.adapter)}

    @property
    def secret_settings(self) -> tuple[str, ...]:
        return self.adapter.secret_settings if self.adapter else ()


def account_looks(now: datetime, names: Iterable[str] | None = None) -> list[AccountLook]:
    """Every account that is set up, or these, in a handful of queries."""
    codes = account_codes()
    wanted = [name for name in (codes if names is None else names) if name in codes]
    rows = {row.name: row for row in GatewayAccount.objects.filter(name__in=wanted)}
    checks = GatewayCheck.objects.filter(account__in=wanted).order_by("account", "-checked_at", "-id")
    latest = {check.account: check for check in checks.distinct("account")}
    short: dict[str, list[FundsShortage]] = {}
    for shortage in FundsShortage.objects.filter(account__in=wanted, ended_at=None).order_by("account", "currency"):
        short.setdefault(shortage.account, []).append(shortage)
    return [
        _look(health, rows.get(health.account), latest.get(health.account), short.get(health.account, []))
        for health in gateway_health(now, wanted)
    ]


def account_look(name: str, now: datetime) -> AccountLook:
    """One account. Raises NotFound."""
    found = account_looks(now, [name])
    if not found:
        raise no_such_account()
    return found[0]


def secrets_of(name: str) -> list[GatewaySecret]:
    """Which secrets an account has and had, without what they are: those in use first."""
    rows = GatewaySecret.objects.filter(account__name=name).defer("ciphertext").order_by("setting", "-id")
    return sorted(rows, key=lambda secret: secret.retired_at is not None)


def abilities(can: Capabilities) -> list[Ability]:
    """What a gateway can do, in words, and whether it does."""
    age = (
        ngettext("Refunds of payments up to %d day old", "Refunds of payments up to %d days old", can.max_age_days)
        % can.max_age_days
        if can.max_age_days is not None
        else _("Refunds of payments of any age")
    )
    days = max(can.idempotency_seconds // 86_400, 1)
    keeps = ngettext("Keeps a key for %d day", "Keeps a key for %d days", days) % days
    told = [
        (can.partial, _("Refunds of a part of a payment")),
        (can.several, _("Several refunds of one payment")),
        (True, age),
        (True, keeps),
        (can.lookup, _("Finds a refund by our number")),
        (bool(can.cancel), _takes_back(can)),
        (can.balance, _("Tells its balance")),
        (can.lists_refunds, _("Lists its refunds")),
        (can.settlements, _("Lists its settlements")),
        (can.lists_disputes, _("Lists its disputes")),
        (can.evidence, _("Answers disputes")),
        (can.reads_warnings, _("Warns early of fraud")),
    ]
    return sorted((Ability(*line) for line in told), key=lambda ability: not ability.can)


def _takes_back(can: Capabilities) -> str:
    states = states_in_words(can)
    return _("Takes a refund back while it is there: %s") % states if states else _("Takes a refund back")


def _look(
    health: GatewayHealth, row: GatewayAccount | None, check: GatewayCheck | None, shortages: list[FundsShortage]
) -> AccountLook:
    name, code = health.account, health.gateway
    standing = standing_of(name)
    is_stored = name not in settings.GATEWAY_ACCOUNTS
    limits, trouble = _limits(code, name)
    state, why = _state(row if is_stored else None, row, standing, trouble)
    return AccountLook(
        name=name,
        gateway=code,
        adapter=gateway_classes().get(code),
        row=row,
        is_stored=is_stored,
        state=state,
        why=why,
        standing=standing,
        limits=limits,
        health=health,
        check=check,
        shortages=shortages,
    )


def _limits(code: str, name: str) -> tuple[Limits, str]:
    try:
        return limits_of(gateway_for(code, name)), ""
    except GatewayError as trouble:
        return Limits(0, 0), trouble.message


def _state(
    stored: GatewayAccount | None, row: GatewayAccount | None, standing: Standing, trouble: str
) -> tuple[str, str]:
    """The one thing to know about it now, and why."""
    if row is not None and row.is_paused:
        return PAUSED, row.pause_reason
    if stored is not None and trouble and (missing := what_is_missing(stored)):
        return INCOMPLETE, _("Still to be set: %s") % ", ".join(missing)
    if trouble:
        return UNUSABLE, trouble
    if standing.open_seconds:
        seconds = standing.open_seconds
        said = ngettext("It is tried again in %d second.", "It is tried again in %d seconds.", seconds)
        return BROKEN, said % seconds
    if standing.wait_seconds:
        seconds = standing.wait_seconds
        said = ngettext("It asked to wait %d second more.", "It asked to wait %d seconds more.", seconds)
        return WAITS, said % seconds
    if standing.is_tried:
        return TRIED, _("It did not answer; one call at a time finds out whether it does again.")
    return OPEN, ""
