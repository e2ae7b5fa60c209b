"""A draft of Marta's, a second manager, and the press of a button on its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from customers.actors import Actor
from customers.models import User
from refunds.actions.edit_policy_draft import change_draft, create_draft
from refunds.models import PolicyDraft, PolicyVersion
from tests.cast import staff_member

ROOT = "/staff/policies/"


@pytest.fixture
def rosa(db: None) -> User:
    """The other manager."""
    return staff_member("Rosa", "Lind", "manager")


@pytest.fixture
def draft(policy: PolicyVersion, limits: None, marta: User) -> PolicyDraft:
    """Marta's draft, as it is begun."""
    return create_draft(actor=Actor.user(marta), name="Longer summer")


@pytest.fixture
def write(marta: User) -> Callable[..., PolicyDraft]:
    """write(draft, return_window={"days": 60}, note="…") changes these parameters and leaves the rest."""

    def change(draft: PolicyDraft, note: str = "Holidays", starts_on: Any = None, by: User = marta, **rules: Any):
        now = PolicyDraft.objects.get(pk=draft.pk)
        limits = rules.pop("limits", now.limits)
        document = {code: {**values, **rules.get(code, {})} for code, values in now.document.items()}
        return change_draft(
            actor=Actor.user(by),
            reference=now.reference,
            version=now.version,
            name=now.name,
            document=document,
            limits=limits,
            starts_on=starts_on,
            note=note,
        )

    return change


def page_of(draft: PolicyDraft) -> str:
    return f"{ROOT}drafts/{draft.reference}/"


def form_of(client: Client, draft: PolicyDraft) -> dict[str, Any]:
    """What a browser would send of the draft's form, untouched."""
    page = client.get(f"{page_of(draft)}text/").content.decode()
    return sent_by(page)


def sent_by(page: str) -> dict[str, Any]:
    """Read the values of the form's fields out of its page."""
    form = page[page.index('<form class="split') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if found.get("type") == "checkbox":
            if " checked" in tag:
                sent.setdefault(found["name"], []).append(found.get("value", "on"))
        elif "name" in found and found["name"] != "csrfmiddlewaretoken":
            sent[found["name"]] = found.get("value", "")
    for name, body in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        sent[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea name="([^"]*)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        sent[name] = body
    return sent


def press(client: Client, draft: PolicyDraft, move: str, **typed: Any) -> HttpResponse:
    """Press a button of the draft's page with what stood hidden beside it."""
    page = client.get(page_of(draft)).content.decode()
    form = re.search(rf'action="{re.escape(page_of(draft))}{move}/">(.*?)</form>', page, re.S)
    hidden = dict(re.findall(r'name="(seen|version)" value="([^"]*)"', form[1])) if form else {}
    return client.post(f"{page_of(draft)}{move}/", {"confirm": draft.reference, **hidden, **typed})
