"""Strict input: a field is what it says, and a field that nobody asked for is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from customers import codes
from customers.errors import RecourseError
from customers.money import MAX_AMOUNT_MINOR
from customers.search import LONGEST

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class StrictSerializer(serializers.Serializer):
    """Refuses every field that it does not know or does not let in."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            welcome = {name for name, field in self.fields.items() if not field.read_only}
            foreign = {name: [_("There is no such field.")] for name in data if name not in welcome}
            if foreign:
                raise serializers.ValidationError(foreign, code="unknown_field")
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A string, never a number that looks like one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """An integer: no string, no fraction, no true."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class YesNo(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid", input=data)
        return data


class OneOf(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class AmountMinor(Whole):
    """An amount in minor units of the currency beside it; more than zero unless `min_value` says otherwise."""

    default_error_messages = {"min_value": gettext_lazy("The amount must be more than zero.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MAX_AMOUNT_MINOR, **options})


class Day(serializers.DateField):
    """A day, as "2026-11-30"."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class SearchWords(serializers.CharField):
    """Words to look for in a list."""

    def __init__(self, **options: Any) -> None:
        said = gettext_lazy("Words that must all begin one of the names, numbers or mail addresses.")
        super().__init__(**{"required": False, "max_length": LONGEST, "help_text": said, **options})


class Coded(Text):
    """A code that one of customers.codes checks; `pattern` is how the schema says what it looks like."""

    check: Callable[[str], str]
    pattern: str

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data)
        try:
            return type(self).check(code)
        except RecourseError as refusal:
            raise serializers.ValidationError(refusal.message, code=refusal.code) from None


class Currency(Coded):
    """An ISO 4217 code."""

    check = staticmethod(codes.checked_currency)
    pattern = "[A-Z]{3}"


class Country(Coded):
    """An ISO 3166 code of two letters."""

    check = staticmethod(codes.checked_country)
    pattern = "[A-Z]{2}"


class Language(Coded):
    """A language tag."""

    check = staticmethod(codes.checked_language)
    pattern = "[a-z]{2,3}(-[A-Za-z0-9]{2,4})?"
