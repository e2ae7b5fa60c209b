"""Setting up accounts at gateways, testing them, and stopping what leaves through them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextvars import copy_context
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import doorbell
from customers.actors import Actor, acting
from customers.correlation import correlation_id
from customers.errors import BadInput, Conflict, NotFound
from customers.together import add
from refunds import permissions
from refunds.actions.words import is_writable
from refunds.gateway_accounts import forget_after_change
from refunds.gateways.accounts import account_codes, gateway_for_account
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.errors import GatewayError
from refunds.models import GatewayAccount, GatewayCheck, OperationEvent
from refunds.outbox.enqueue import WORK_DUE_ORDERS

NAME = re.compile(r"[a-z][a-z0-9_-]{1,62}[a-z0-9]")
RESERVED = ("mail", "new")
"""Words that stand in the place of a name in addresses of ours."""

LABEL_LIMIT = 100
VALUE_LIMIT = 500
REASON_LIMIT = 300
MOST_PER_SECOND = 10_000
MOST_AT_ONCE = 1_000
CHECK_SECONDS = 8

_checkers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="gateway-check")


def add_gateway_account(*, actor: Actor, name: str, gateway: str, label: str = "") -> GatewayAccount:
    """Set up an account by name and gateway; settings and secrets follow. Neither is ever changed again.

    Raises BadInput for a name that no address can carry, Conflict for one that is taken; nothing is written then.
    """
    permissions.require(actor, permissions.GATEWAYS)
    if not NAME.fullmatch(name) or name in RESERVED:
        raise BadInput(
            _("A name has 3 to 64 small letters, digits, dashes or underscores, and begins with a letter."),
            "bad_name",
            "name",
        )
    if gateway not in gateway_classes():
        raise BadInput(_("Choose a gateway from the list."), "unknown_gateway", "gateway")
    if settings.PRODUCTION and gateway == "sandbox" and not settings.SANDBOX_GATEWAY:
        raise BadInput(_("The sandbox moves no money; it is switched off here."), "no_sandbox", "gateway")
    _check_text(label, "label", LABEL_LIMIT)
    with transaction.atomic(), acting(actor):
        if name in account_codes() or GatewayAccount.objects.filter(name=name).exists():
            raise Conflict(_("There already is an account of this name."), "account_exists", "name")
        account = GatewayAccount.objects.create(name=name, gateway=gateway, label=label)
        note_act(actor, "gateway.added", name, gateway=gateway)
        forget_after_change()
    return account


def edit_gateway_account(
    *,
    actor: Actor,
    name: str,
    version: int,
    label: str,
    values: Mapping[str, Any],
    calls_per_second: int | None = None,
    calls_at_once: int | None = None,
) -> GatewayAccount:
    """Change the settings that are no secret, and the pace. It holds from the next call on.

    `values` are all of them: what is missing or empty is not set. Raises BadInput for a setting that this gateway does
    not have, Conflict when somebody changed the account in the meantime; nothing is written then.
    """
    permissions.require(actor, permissions.GATEWAYS)
    _check_text(label, "label", LABEL_LIMIT)
    _check_pace(calls_per_second, "calls_per_second", MOST_PER_SECOND)
    _check_pace(calls_at_once, "calls_at_once", MOST_AT_ONCE)
    with transaction.atomic(), acting(actor):
        account = lock_stored(name)
        if account.version != version:
            raise Conflict(_("Somebody changed this account in the meantime. Look at it again."), "account_changed")
        account.settings = _checked_values(account.gateway, values)
        account.label, account.calls_per_second, account.calls_at_once = label, calls_per_second, calls_at_once
        account.save()
        note_act(actor, "gateway.edited", name)
        forget_after_change()
    return account


def pause_gateway(*, actor: Actor, name: str, reason: str) -> GatewayAccount:
    """Let nothing more leave through an account until somebody resumes it. What is on its way is still asked about."""
    permissions.require(actor, permissions.PAUSE_GATEWAYS)
    reason = reason.strip()
    if not reason:
        raise BadInput(_("Say in one sentence why it is paused. Your colleagues read it."), "reason_missing", "reason")
    _check_text(reason, "reason", REASON_LIMIT)
    with transaction.atomic(), acting(actor):
        account = lock_account(name)
        if account.is_paused:
            raise Conflict(_("This account is paused already."), "already_paused")
        account.pause(actor.label, reason)
        account.save()
        note_act(actor, "gateway.paused", name, words=reason)
        forget_after_change()
    return account


def resume_gateway(*, actor: Actor, name: str) -> GatewayAccount:
    """Let money leave through an account again; what waited goes out now."""
    permissions.require(actor, permissions.PAUSE_GATEWAYS)
    with transaction.atomic(), acting(actor):
        account = lock_account(name)
        if not account.is_paused:
            raise Conflict(_("This account is not paused."), "not_paused")
        account.resume()
        account.save()
        note_act(actor, "gateway.resumed", name)
        forget_after_change()
        doorbell.ring_after_commit(WORK_DUE_ORDERS)
    return account


def check_gateway(*, actor: Actor, name: str) -> GatewayCheck:
    """Test the connection, for some seconds at most, and keep what came of it."""
    permissions.require(actor, permissions.PAUSE_GATEWAYS)
    if name not in account_codes():
        raise no_such_account()
    passed, words = _ask(name)
    with transaction.atomic(), acting(actor):
        check = GatewayCheck.objects.create(account=name, passed=passed, words=words[:500], actor_label=actor.label)
        note_act(actor, "gateway.checked", name, why=check.words)
    return check


def lock_stored(name: str) -> GatewayAccount:
    """Lock an account that was set up here. Raises NotFound, and Conflict for one of the environment."""
    if name in settings.GATEWAY_ACCOUNTS:
        raise Conflict(
            _("This account is set up in the environment. Change it there, and restart Recourse."), "account_elsewhere"
        )
    account = GatewayAccount.objects.select_for_update().filter(name=name, is_stored=True).first()
    if account is None:
        raise no_such_account()
    return account


def lock_account(name: str) -> GatewayAccount:
    """Lock any account; one of the environment gets its row with the first thing that is done to it here."""
    code = account_codes().get(name)
    if code is None:
        raise no_such_account()
    if name in settings.GATEWAY_ACCOUNTS:
        GatewayAccount.objects.get_or_create(name=name, defaults={"gateway": code, "is_stored": False})
    return GatewayAccount.objects.select_for_update().get(name=name)


def no_such_account() -> NotFound:
    return NotFound(_("There is no such gateway account."), "gateway_account_not_found")


def note_act(actor: Actor, kind: str, name: str, **data: Any) -> None:
    """Keep what was done to an account, among what operators did."""
    add(
        OperationEvent(
            kind=kind,
            about=name,
            actor=actor.key,
            actor_label=actor.label,
            data={"why": "", **data},
            correlation_id=correlation_id(),
        )
    )


def _ask(name: str) -> tuple[bool, str]:
    """Ask in a thread of its own, so that nobody waits longer than they would look at a page."""
    try:
        gateway = gateway_for_account(name)
        asking = _checkers.submit(copy_context().run, gateway.check)
        return True, str(asking.result(CHECK_SECONDS))
    except GatewayError as trouble:
        return False, trouble.message
    except TookTooLong:
        return False, _("It did not answer within %d seconds.") % CHECK_SECONDS
    except Exception as trouble:  # an SDK's own way of breaking is an answer too
        return False, _("The test broke: %s") % type(trouble).__name__


def _checked_values(code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    adapter = gateway_classes()[code]
    names = public_settings(adapter)
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if name not in names:
            raise BadInput(_("This gateway has no setting %s.") % name[:64], "unknown_setting", "values")
        if value not in (None, ""):
            kept[name] = _checked_value(adapter, name, value)
    return kept


def _checked_value(adapter: type[Gateway], name: str, value: Any) -> Any:
    kind = adapter.setting_kinds.get(name, str)
    if type(value) is not kind:
        said = {int: _("a whole number"), bool: _("yes or no"), str: _("a text")}[kind]
        raise BadInput(_("%(name)s must be %(kind)s.") % {"name": name, "kind": said}, "bad_setting", name)
    if isinstance(value, str):
        _check_text(value, name, VALUE_LIMIT)
    elif isinstance(value, int) and not 0 <= value < 2**31:
        raise BadInput(_("%s must be between 0 and 2,147,483,647.") % name, "bad_setting", name)
    return value


def public_settings(adapter: type[Gateway]) -> list[str]:
    """The settings of a gateway that are no secret, those that it cannot do without first."""
    names = dict.fromkeys((*adapter.settings_needed, *adapter.settings_allowed))
    return [name for name in names if name not in adapter.secret_settings]


def _check_text(text: str, field: str, limit: int) -> None:
    if len(text) > limit or not is_writable(text):
        raise BadInput(_("Please shorten this to %d plain characters.") % limit, "text_too_long", field)


def _check_pace(number: int | None, field: str, most: int) -> None:
    if number is not None and not 0 <= number <= most:
        raise BadInput(_("Give a number from 0, which is no limit, to %d.") % most, "bad_pace", field)
