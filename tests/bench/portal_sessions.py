"""Sessions of customers who came through the portal's door a moment ago."""

from __future__ import annotations

import time
from importlib import import_module

from django.conf import settings

from customers.models import Customer
from customers.portal.sessions import CUSTOMER, SEEN, SINCE


def session_of(customer: Customer) -> str:
    """The key of a new session in which this customer is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    now = int(time.time())
    session[CUSTOMER], session[SINCE], session[SEEN] = customer.pk, now, now
    session.create()
    return str(session.session_key)
