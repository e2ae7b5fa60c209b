"""No field without a door: each form in which somebody types words is met by hostile words, or said here why not.

A field is met when something of its name goes through a door: a new name fails this until tests/hostile sends it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms

HERE = Path(__file__).parent
DOORS = ("doors.py", "customer_doors.py", "finance_doors.py")
ROOMS = ("customers", "refunds", "disputes", "reporting", "config")
WORDS = (forms.CharField,)
NO_WORDS = (forms.EmailField, forms.URLField, forms.RegexField, forms.SlugField, forms.GenericIPAddressField)

SIGN_IN_CODE = "code"

CODES = """
    InboxFilter.amount_from InboxFilter.amount_to InboxFilter.answered_by OfferForm.postal_code
    OfferForm.country FeeForm.country RuleForm.up_to RuleForm.per_day RuleForm.per_month WorkForm.hour
    BrandForm.colour BrandForm.shop_url ChangeForm.goodwill TermsForm.country OriginForm.origin TokenForm.token
    MergeForm.confirm ApprovalForm.confirm NewRefundForm.goodwill PartForm.goodwill PasswordForm.again
    StepUpForm.above BankAccountForm.iban ChannelForm.phone SubscriptionForm.address WordsForm.case
    AnswerTimeForm.country ExampleForm.country RuleForm.country RuleForm.from_amount LawForm.countries
    SecretForm.value AccountForm.country BalanceForm.balance EntityForm.countries EntityForm.country
    EntityForm.number_format EntityForm.postal_code PlanForm.keep WhatIfForm.batch
"""
"""A code, a number, a secret or an address: what is none is refused before anybody reads it."""

KNOWN_TO_HAVE_NONE = """
    OfferForm.line OfferForm.city FeeForm.source NewAccountForm.label SettingsForm.label
    TransferForm.bank_reference SubscriptionForm.label
"""
"""Words of staff and of a postal address that no hostile word has gone through yet."""


def test_no_field_that_takes_words_is_without_a_door() -> None:
    doors = "".join((HERE / name).read_text(encoding="utf-8") for name in DOORS)
    met, excused = set(re.findall(r'"(\w+)":', doors)), {*CODES.split(), *KNOWN_TO_HAVE_NONE.split()}
    fields = set(text_fields())
    shut = {field for field in fields if field.partition(".")[2] not in {*met, SIGN_IN_CODE}} - excused
    assert not shut, f"Send hostile words through a door to these: {sorted(shut)}"
    assert not excused - fields, f"These are gone: {sorted(excused - fields)}"


def text_fields() -> Iterator[str]:
    """Form and field, for everything of ours that takes words."""
    for form in sorted(_forms(forms.BaseForm), key=lambda each: f"{each.__module__}.{each.__name__}"):
        if form.__module__.partition(".")[0] in ROOMS:
            for name, field in form.base_fields.items():
                if isinstance(field, WORDS) and not isinstance(field, NO_WORDS) and not field.widget.is_hidden:
                    yield f"{form.__name__}.{name}"


def _forms(root: type) -> set[type]:
    _load_all()
    below = set(root.__subclasses__())
    return below.union(*(_forms(each) for each in below)) if below else below


def _load_all() -> None:
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".views" in module.name or ".portal" in module.name:
                importlib.import_module(module.name)
