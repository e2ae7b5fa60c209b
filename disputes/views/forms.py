"""The forms on a dispute's page: what is typed, how long it may be; never whether it is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput, RecourseError
from customers.models import User
from customers.money import parse_amount
from disputes.actions.acknowledge_return import RETURN_WORDS_LIMIT
from disputes.actions.assign_dispute import HAND_OVER_LIMIT
from disputes.actions.make_offer import ADDRESS, OFFER_WORDS_LIMIT, WHY_LIMIT
from disputes.models import Dispute
from disputes.offers import FINDINGS, KINDS
from refunds import permissions
from refunds.actions.write_to_shop import TALK_LIMIT
from refunds.models.note import NOTE_LIMIT


def colleagues() -> list[User]:
    """Everybody who reads disputes, by name; `may_answer` marks who may also answer them. For all forms of a page."""
    answering = User.objects.filter(
        pk=OuterRef("pk"), groups__name__in=permissions.roles_with(permissions.ANSWER_DISPUTES)
    )
    readers = permissions.people_who_may(permissions.SEE_DISPUTES)
    return list(readers.annotate(may_answer=Exists(answering)))


class DisputeForm(forms.Form):
    """Its ids begin with the move's name, because several stand on one page."""

    def __init__(self, name: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{name}-%s")
        self.move, self.wrong = name, ""

    def require_number(self, dispute: Dispute) -> None:
        """What cannot be undone is typed; what is wrong with it is said beside the field where that is done."""
        if self.data.get("confirm", "").strip().upper() != dispute.reference:
            self.wrong = _("This is not the number of this dispute. Nothing was sent.")

    def is_valid(self) -> bool:
        return super().is_valid() and not self.wrong

    def take(self, refusal: RecourseError) -> None:
        """Show a refusal where its cause was typed, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(refusal.message, code=refusal.code))


class HandingOverForm(DisputeForm):
    to = forms.ChoiceField(label=gettext_lazy("To"))
    words = forms.CharField(
        label=gettext_lazy("What they should know"),
        max_length=HAND_OVER_LIMIT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only colleagues read this."),
    )

    def __init__(self, name: str, people: Sequence[User], data: Any = None, owner: int | None = None) -> None:
        super().__init__(name, data)
        others = [person for person in people if person.may_answer and person.pk != owner]  # type: ignore[attr-defined]
        choices = [("", _("Choose a colleague")), *((person.email, person.label) for person in others)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class OfferForm(DisputeForm):
    """An offer to the customer. Which kinds there are is the gateway's word on this dispute."""

    kind = forms.ChoiceField(label=gettext_lazy("What you offer"))
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Empty for a replacement without money."),
    )
    words = forms.CharField(
        label=gettext_lazy("Words to the customer"), max_length=OFFER_WORDS_LIMIT, widget=forms.Textarea({"rows": 3})
    )
    why = forms.CharField(
        label=gettext_lazy("Why this offer"),
        max_length=WHY_LIMIT,
        required=False,
        help_text=gettext_lazy("For colleagues: it stands beside what the case was worth then."),
    )
    line = forms.CharField(
        label=gettext_lazy("Street"),
        max_length=ADDRESS["line"],
        required=False,
        help_text=gettext_lazy("Where the goods go back to; only for an offer with a return."),
    )
    city = forms.CharField(label=gettext_lazy("Town"), max_length=ADDRESS["city"], required=False)
    postal_code = forms.CharField(label=gettext_lazy("Postal code"), max_length=ADDRESS["postal_code"], required=False)
    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=ADDRESS["country"], required=False, help_text=gettext_lazy("As DE.")
    )

    def __init__(self, name: str, dispute: Dispute, data: Any = None) -> None:
        super().__init__(name, data)
        self.dispute = dispute
        kinds = [(kind, KINDS[kind]) for kind in dispute.may_offer if kind in KINDS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the amount in the dispute's currency, and put the address together."""
        cleaned = super().clean() or {}
        cleaned["amount_minor"], typed = None, cleaned.pop("amount", "")
        cleaned["return_address"] = {name: cleaned.pop(name, "") for name in ADDRESS}
        if typed:
            try:
                cleaned["amount_minor"] = parse_amount(typed, self.dispute.currency)
            except BadInput as refusal:
                self.add_error("amount", refusal.message)
        self.require_number(self.dispute)
        return cleaned


class ReturnForm(DisputeForm):
    """What came back. Which findings there are is the gateway's word on this dispute."""

    finding = forms.ChoiceField(label=gettext_lazy("What you found"))
    words = forms.CharField(
        label=gettext_lazy("Words to the gateway"),
        max_length=RETURN_WORDS_LIMIT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("The customer may read them as well."),
    )

    def __init__(self, name: str, dispute: Dispute, data: Any = None) -> None:
        super().__init__(name, data)
        self.dispute = dispute
        findings = [(finding, FINDINGS[finding]) for finding in dispute.may_acknowledge if finding in FINDINGS]
        self.fields["finding"].choices = findings  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.require_number(self.dispute)
        return cleaned


class WritingForm(DisputeForm):
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=TALK_LIMIT,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("The customer gets them as a letter and can answer it."),
    )


class NoteForm(DisputeForm):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Only colleagues read this. Call one with @first.last. A note cannot be changed afterwards."
        ),
    )
    to = forms.ChoiceField(label=gettext_lazy("Also tell"), required=False)

    def __init__(self, name: str, people: Sequence[User], data: Any = None) -> None:
        super().__init__(name, data)
        choices = [("", _("Nobody else")), *((person.email, person.label) for person in people)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
