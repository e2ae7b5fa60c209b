"""The daily letter: what came into an inbox since the last one, for those who want it once a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from customers import clock
from customers.models import User
from customers.notifications.write_staff import write_staff_letter
from customers.shop_days import shop_zone
from refunds.models import StaffNotice

DIGEST_AT = time(7)
"""In the shop's zone. What comes in later waits for the next morning."""

SHOWN = 30


def send_digests() -> int:
    """Write the letters that are due, each person's once. Returns how many were written."""
    until = _last_morning(clock.now())
    waiting = StaffNotice.objects.filter(to_mail=True, created_at__lt=until)
    return sum(_send_to(person_id, until) for person_id in waiting.values_list("person", flat=True).distinct())


def _last_morning(now: datetime) -> datetime:
    local = now.astimezone(shop_zone())
    today = local.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)
    return today if local >= today else today - timedelta(days=1)


def _send_to(person_id: int, until: datetime) -> bool:
    """One person's letter, in its own transaction; another worker that is at it is not waited for."""
    with transaction.atomic():
        person = User.objects.select_for_update(skip_locked=True).filter(pk=person_id, is_active=True).first()
        mine = StaffNotice.objects.filter(person_id=person_id, to_mail=True, created_at__lt=until)
        notices = list(mine.select_related("refund").order_by("-created_at", "-id")[: SHOWN + 1]) if person else []
        if person is None or not notices:
            return False
        context = {
            "notices": notices[:SHOWN],
            "count": mine.count(),
            "more": max(mine.count() - SHOWN, 0),
            "url": f"{settings.PUBLIC_URL}/staff/notices/",
        }
        write_staff_letter(person, "staff_digest", context)
        mine.update(to_mail=False)
    return True
