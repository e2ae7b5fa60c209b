"""Who answers for the policy, when it is looked at again, and the reminder when nobody did."""

from __future__ import annotations

from datetime import date, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.shop_days import shop_day
from refunds import permissions
from refunds.models import PolicyReminder, PolicyReview
from refunds.staff_notices import tell_about_policy

FARTHEST = timedelta(days=5 * 366)
WEEK = 7

log = structlog.get_logger(__name__)


def set_policy_review(*, actor: Actor, owner_id: int, review_on: date) -> PolicyReview:
    """Say who answers for the policy and on which day they look at it again."""
    person = permissions.require(actor, permissions.EDIT_POLICY)
    owner = permissions.may_write_policy().filter(pk=owner_id).first()
    if owner is None:
        raise BadInput(_("Choose somebody whose role may write the policy."), "unknown_owner", "owner")
    _check_day(review_on)
    with transaction.atomic(), acting(actor):
        return PolicyReview.objects.create(
            kind=PolicyReview.Kind.SET, owner=owner, review_on=review_on, made_by=person, actor=actor.key
        )


def confirm_policy(*, actor: Actor, review_on: date) -> PolicyReview:
    """Keep that the policy was looked at and nothing is to change, and the day of the next look."""
    person = permissions.require(actor, permissions.EDIT_POLICY)
    _check_day(review_on)
    with transaction.atomic(), acting(actor):
        last = current_review()
        if last is None:
            raise Conflict(_("Say first who answers for the policy."), "no_owner")
        return PolicyReview.objects.create(
            kind=PolicyReview.Kind.REVIEWED, owner=last.owner, review_on=review_on, made_by=person, actor=actor.key
        )


def current_review() -> PolicyReview | None:
    return PolicyReview.objects.select_related("owner", "made_by").first()


def remind_of_review() -> bool:
    """Remind the owner once on the day and then every week until the policy was looked at; True if it was time.

    The reminder, the notice in the owner's inbox and their letter are written together or not at all.
    """
    review = current_review()
    if review is None or review.review_on > shop_today():
        return False
    number = (shop_today() - review.review_on).days // WEEK
    with transaction.atomic():
        _row, is_new = PolicyReminder.objects.get_or_create(
            review=review, number=number, defaults={"sent_to": review.owner.email}
        )
        if is_new:
            _send(review)
    return is_new


def shop_today() -> date:
    return shop_day(clock.now())


def _send(review: PolicyReview) -> None:
    since = review.review_on.isoformat()
    tell_about_policy(
        review.owner,
        _("You answer for the refund policy. It was to be looked at again on %s.") % since
        + " "
        + _("Change it, or say that nothing is to change; until then we remind you every week."),
    )
    log.info("policy.reminded", owner=review.owner_id)


def _check_day(review_on: date) -> None:
    today = shop_today()
    if not today < review_on <= today + FARTHEST:
        raise BadInput(_("Choose a day from tomorrow on, within five years."), "bad_day", "review_on")
