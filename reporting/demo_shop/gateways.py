"""A second account at the practice gateway, as a shop with a branch abroad has one: set up at the desk and tested."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import User
from refunds.actions.gateway_accounts import add_gateway_account, check_gateway
from refunds.actions.gateway_secrets import set_gateway_secret
from reporting.demo_shop.staff import DOMAIN

SECOND_ACCOUNT = "sandbox-eu"


def open_second_account(now: datetime) -> None:
    """Let Ida do it two weeks ago, and look at it this morning."""
    ida = Actor.user(User.objects.get(email=f"ida@{DOMAIN}"))
    with clock_at(now - timedelta(days=14)):
        add_gateway_account(actor=ida, name=SECOND_ACCOUNT, gateway="sandbox", label="Practice, the branch abroad")
        set_gateway_secret(
            actor=ida, name=SECOND_ACCOUNT, setting="webhook_secrets", value=f"whsec_{secrets.token_urlsafe(24)}"
        )
    with clock_at(now - timedelta(hours=3)):
        check_gateway(actor=ida, name=SECOND_ACCOUNT)
