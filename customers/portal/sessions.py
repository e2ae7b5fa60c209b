"""Who is signed in to the portal: a customer's number in the session, for an hour without a sign of life."""

from __future__ import annotations

import time

from django.http import HttpRequest

from customers.models import Customer
from customers.staff_sessions import note_session

CUSTOMER, SINCE, SEEN = "portal_customer", "portal_since", "portal_seen"

NAMES = (CUSTOMER, SINCE, SEEN)

IDLE_SECONDS = 60 * 60
LONGEST_SECONDS = 12 * 60 * 60
WRITE_AFTER_SECONDS = 60
"""The sign of life is written at most once a minute, so that a page that refreshes itself costs no write each time."""


def sign_in(request: HttpRequest, customer: Customer) -> None:
    """Bind the session to this customer, under a new session key. Staff signed in beside it stay signed in."""
    sign_out(request)
    now = int(time.time())
    request.session[CUSTOMER], request.session[SINCE], request.session[SEEN] = customer.pk, now, now


def sign_out(request: HttpRequest) -> None:
    """Forget the customer. Staff signed in beside it are noted under the new key, by which an admin signs them out."""
    for name in NAMES:
        request.session.pop(name, None)
    request.session.cycle_key()
    if request.user.is_authenticated:
        note_session(request)


def customer_of(request: HttpRequest) -> Customer | None:
    """Return the signed-in customer, or None when nobody is or the time is over.

    A page that refreshes itself is no sign of life: the time runs on while nobody is there.
    """
    session, now = request.session, int(time.time())
    number = session.get(CUSTOMER)
    if number is None:
        return None
    if now - session.get(SEEN, 0) > IDLE_SECONDS or now - session.get(SINCE, 0) > LONGEST_SECONDS:
        sign_out(request)
        return None
    if not request.headers.get("HX-Request") and now - session[SEEN] > WRITE_AFTER_SECONDS:
        session[SEEN] = now
    return Customer.objects.filter(pk=number).first()
