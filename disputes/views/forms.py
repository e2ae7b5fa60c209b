"""The forms on a dispute's page: what is typed, how long it may be; never whether it is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import RecourseError
from customers.models import User
from disputes.actions.assign_dispute import HAND_OVER_LIMIT
from refunds import permissions
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
        self.move = name

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
