"""The forms of the pages about gateway accounts. The fields of its settings are those that the adapter names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from refunds.actions.gateway_accounts import (
    LABEL_LIMIT,
    MOST_AT_ONCE,
    MOST_PER_SECOND,
    REASON_LIMIT,
    VALUE_LIMIT,
    public_settings,
)
from refunds.actions.gateway_secrets import LONGEST
from refunds.gateway_screen import AccountLook
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_choices
from refunds.models.gateway_account import NAME_LENGTH
from refunds.views.people_forms import RefusableForm

YES_NO = [("", "–"), ("yes", _("Yes")), ("no", _("No"))]


class NewAccountForm(RefusableForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("As payments and the address of webhooks call it. It is never changed."),
    )
    gateway = forms.ChoiceField(label=_("Gateway"))
    label = forms.CharField(label=_("Label"), max_length=LABEL_LIMIT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gateway"].choices = gateway_choices()  # type: ignore[attr-defined]


class SettingsForm(RefusableForm):
    """`values` of what was typed, as the adapter wants them: texts, whole numbers, yes or no."""

    label = forms.CharField(label=_("Label"), max_length=LABEL_LIMIT, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, look: AccountLook, data: Any = None) -> None:
        adapter = look.adapter
        self.names = public_settings(adapter) if adapter else []
        given = look.values
        initial = {name: _typed(given.get(name)) for name in self.names}
        row = look.row
        pace = {"calls_per_second": row.calls_per_second, "calls_at_once": row.calls_at_once} if row else {}
        super().__init__(data, initial={"label": row.label if row else "", "version": look.version, **initial, **pace})
        for name in self.names:
            self.fields[name] = _field(adapter, name)  # type: ignore[arg-type]
        self._add_pace(adapter)

    def values(self) -> dict[str, Any]:
        return {name: self._value(name) for name in self.names}

    def _value(self, name: str) -> Any:
        typed = self.cleaned_data[name]
        if isinstance(self.fields[name], forms.ChoiceField):
            return {"yes": True, "no": False}.get(typed)
        return typed

    def _add_pace(self, adapter: type[Gateway] | None) -> None:
        usual = {"second": adapter.calls_per_second, "once": adapter.calls_at_once} if adapter else {}
        self.fields["calls_per_second"] = forms.IntegerField(
            label=_("Calls a second"),
            min_value=0,
            max_value=MOST_PER_SECOND,
            required=False,
            help_text=_("0 is no limit. Empty: what is usual for this gateway, %d.") % usual.get("second", 0),
        )
        self.fields["calls_at_once"] = forms.IntegerField(
            label=_("Calls at once"),
            min_value=0,
            max_value=MOST_AT_ONCE,
            required=False,
            help_text=_("0 is no limit. Empty: what is usual for this gateway, %d.") % usual.get("once", 0),
        )


class SecretForm(RefusableForm):
    """Written once and never shown again, not even when it was refused."""

    setting = forms.ChoiceField(label=_("Which secret"))
    value = forms.CharField(
        label=_("The secret"),
        max_length=LONGEST,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Copy it from the gateway's own page. Nobody can read it here afterwards."),
    )

    def __init__(self, look: AccountLook, data: Any = None, setting: str = "") -> None:
        super().__init__(data, initial={"setting": setting})
        self.fields["setting"].choices = [(name, name) for name in look.secret_settings]  # type: ignore[attr-defined]


class PauseForm(RefusableForm):
    reason = forms.CharField(
        label=_("Why is it paused?"),
        max_length=REASON_LIMIT,
        help_text=_("One sentence; your colleagues read it on every case that waits."),
    )


def _field(adapter: type[Gateway], name: str) -> forms.Field:
    common: dict[str, Any] = {"label": name, "required": name in adapter.settings_needed}
    kind = adapter.setting_kinds.get(name, str)
    if kind is bool:
        return forms.ChoiceField(choices=YES_NO, **common)
    if kind is int:
        return forms.IntegerField(min_value=0, max_value=2**31 - 1, **common)
    return forms.CharField(max_length=VALUE_LIMIT, **common)


def _typed(value: Any) -> Any:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
