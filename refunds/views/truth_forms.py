"""The forms of the pages about the gateways' truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds import permissions
from refunds.actions.import_settlement import GENERIC, OWN, has_own_form
from refunds.actions.match_refund import REFERENCE_LIMIT
from refunds.actions.operate import WORDS_LIMIT
from refunds.actions.resolve_difference import RESOLUTION_LIMIT
from refunds.gateways.accounts import gateway_accounts
from refunds.models import Difference, WebhookEvent
from refunds.truth import TOPICS

MINE, NOBODY = "me", "nobody"


class WebhookFilter(forms.Form):
    """Which events; an empty field is any."""

    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, accounts: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        _offer(self, "account", [(account, account) for account in accounts])
        _offer(self, "topic", TOPICS)
        _offer(self, "state", WebhookEvent.State.choices)


class DifferenceFilter(forms.Form):
    """Which differences; an empty field is any."""

    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)

    def __init__(self, accounts: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        _offer(self, "account", [(account, account) for account in accounts])
        _offer(self, "kind", Difference.Kind.choices)
        _offer(self, "owner", [(MINE, _("Mine")), (NOBODY, _("Nobody's"))])


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Why?"), max_length=WORDS_LIMIT, help_text=gettext_lazy("One sentence; it stays here.")
    )


class ResolutionForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("How was it resolved?"),
        max_length=RESOLUTION_LIMIT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stays here for whoever asks later."),
    )


class MatchForm(forms.Form):
    """Names the request or the payment; `first` is offered."""

    to = forms.CharField(
        label=gettext_lazy("Refund or payment"),
        max_length=REFERENCE_LIMIT,
        help_text=gettext_lazy("RF-… ends this request; PM-… takes the refund in as a new one of this payment."),
        widget=forms.TextInput({"list": "candidates", "autocomplete": "off", "spellcheck": "false"}),
    )
    words = forms.CharField(
        label=gettext_lazy("A word about it"),
        max_length=WORDS_LIMIT,
        required=False,
        help_text=gettext_lazy("Your colleagues read it on the case."),
    )


class OwnerForm(forms.Form):
    to = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        people = [(one.email, one.label) for one in permissions.people_who_may(permissions.RECONCILE)[:200]]
        self.fields["to"].choices = [("", _("Nobody")), *people]  # type: ignore[attr-defined]


class DaysForm(forms.Form):
    """An account and a span of days."""

    account = forms.ChoiceField(label=gettext_lazy("Account"))
    first_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}))
    last_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, accounts: Sequence[str], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["account"].choices = [(name, name) for name in accounts]  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """A report as a file. Which form it has may be chosen where the gateway has one of its own."""

    account = forms.ChoiceField(label=gettext_lazy("Account"))
    form = forms.ChoiceField(label=gettext_lazy("Form of the file"))
    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="report")
        gateways = sorted(gateway_accounts(), key=lambda gateway: gateway.account)
        accounts = [(gateway.account, gateway.account) for gateway in gateways]
        forms_offered = [(GENERIC, _("Plain CSV with our columns"))]
        if any(has_own_form(gateway) for gateway in gateways):
            forms_offered.insert(0, (OWN, _("The gateway's own report")))
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]
        self.fields["form"].choices = forms_offered  # type: ignore[attr-defined]


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    form.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]
