"""How the demo shop's refund policy came to be: three changes, one draft that was tried, and an owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import User
from refunds.actions.activate_policy import activate_draft
from refunds.actions.edit_policy_draft import change_draft, create_draft
from refunds.actions.move_policy_draft import propose_draft
from refunds.actions.review_policy import set_policy_review
from refunds.actions.run_policy_trials import run_trials
from refunds.actions.try_policy import try_draft
from refunds.draft_fingerprint import draft_hash
from refunds.models import PolicyDraft
from reporting.demo_shop.staff import DOMAIN

HOUR = timedelta(hours=1)
TRIAL_SECONDS = 60

Rules = dict[str, dict[str, Any]]

LONGER_FROM_JAPAN: Rules = {
    "return_window": {
        "windows": [
            {"product_kind": "digital", "days": 14},
            {"product_kind": "subscription", "days": 14},
            {"country": "JP", "days": 45},
        ]
    }
}
DAMAGE_AT_ONCE: Rules = {
    "automatic_approval": {
        "exceptions": [
            {"reason": "damaged", "currency": "EUR", "up_to_minor": 9000},
            {"product_kind": "ticket", "up_to_minor": 0},
        ]
    },
    "keep_the_goods": {
        "offers": [
            {"reason": "damaged", "percent": 20},
            {"reason": "damaged", "percent": 40},
            {"reason": "not_as_described", "percent": 15},
        ]
    },
}
A_FEE_FOR_GOODS: Rules = {
    "restocking_fee": {"fees": [{"product_kind": "physical", "percent": 10}]},
    "store_credit_bonus": {
        "bonuses": [
            {"currency": "EUR", "percent": 10, "up_to_minor": 2500},
            {"currency": "USD", "percent": 10, "up_to_minor": 2500},
            {"currency": "JPY", "percent": 10, "up_to_minor": 4000},
        ]
    },
}
KINDER_AUTUMN: Rules = {
    "return_window": {"days": 21},
    "automatic_approval": {"up_to_minor": {"EUR": 8000, "USD": 8000, "GBP": 7000, "CHF": 8000, "JPY": 12000}},
    "documents_required": {"up_to_minor": {"EUR": 4000, "USD": 4000, "GBP": 3500, "CHF": 4000, "JPY": 6000}},
}


def tell_earlier_versions(opened_at: datetime, now: datetime) -> None:
    """Marta changes the policy three times, Ida reads and activates it. Told before the stories it judges."""
    life = now - opened_at
    changes = (
        (opened_at + life / 3, "Longer from Japan", "Parcels from Japan take weeks", LONGER_FROM_JAPAN),
        (opened_at + 2 * life / 3, "Damage at once", "Most photos of damage were never in doubt", DAMAGE_AT_ONCE),
        (
            opened_at + 4 * life / 5,
            "A fee for goods",
            "Unpacking, checking and packing again costs us",
            A_FEE_FOR_GOODS,
        ),
    )
    for moment, name, note, rules in changes:
        with clock_at(moment):
            draft = _write(name, note, rules)
        with clock_at(moment + 3 * HOUR):
            propose_draft(actor=_person("marta"), reference=draft.reference, version=draft.version)
        with clock_at(moment + 26 * HOUR):
            seen = draft_hash(PolicyDraft.objects.get(pk=draft.pk))
            activate_draft(actor=_person("ida"), reference=draft.reference, seen=seen)


def tell_the_present(now: datetime) -> None:
    """A draft that Marta has tried and nobody has activated yet, and the day on which she looks at all of it again."""
    with clock_at(now - 50 * HOUR):
        marta = _person("marta")
        set_policy_review(actor=marta, owner_id=marta.person.pk, review_on=(now + timedelta(days=19)).date())
        draft = _write("Kinder autumn", "Fewer small cases for people before the season begins", KINDER_AUTUMN)
    with clock_at(now - 49 * HOUR):
        try_draft(actor=marta, reference=draft.reference)
        run_trials(TRIAL_SECONDS)


def _write(name: str, note: str, rules: Rules) -> PolicyDraft:
    marta = _person("marta")
    draft = create_draft(actor=marta, name=name)
    document = {code: {**values, **rules.get(code, {})} for code, values in draft.document.items()}
    return change_draft(
        actor=marta,
        reference=draft.reference,
        version=draft.version,
        name=name,
        document=document,
        limits=draft.limits,
        note=note,
    )


def _person(first_name: str) -> Actor:
    return Actor.user(User.objects.get(email=f"{first_name}@{DOMAIN}"))
