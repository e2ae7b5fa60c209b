"""The forms of the moves on a refund's page: what is typed, how long it may be; never whether it is allowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.errors import RecourseError
from customers.languages import language_of
from refunds.actions.appeal_refund import WORDS_LIMIT as APPEAL_LIMIT
from refunds.actions.reject_refund import OTHER
from refunds.actions.words import PERSONAL_NOTE_LIMIT
from refunds.explained import nameable_rules
from refunds.models import Refund
from refunds.models.note import NOTE_LIMIT
from refunds.questions import suggestion_text, suggestions_for

TWO_ROWS = {"rows": 3}


class MoveForm(forms.Form):
    """One move. Its ids begin with the move's name, because several stand on one page."""

    def __init__(self, name: str, refund: Refund | None, data: Any = None, **initial: Any) -> None:
        super().__init__(data, auto_id=f"{name}-%s", initial=initial)
        self.refund = refund

    def take(self, refusal: RecourseError) -> None:
        """Show a refusal where its cause was typed, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(refusal.message, code=refusal.code))


def note_field() -> forms.CharField:
    return forms.CharField(
        label=_("A word of your own"),
        max_length=PERSONAL_NOTE_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Stands in the letter under your first name."),
    )


class SeenForm(MoveForm):
    """A decision about exactly what was on the screen."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ApprovalForm(SeenForm):
    """Above the limit for one person, the reference is typed as well."""

    note = note_field()
    confirm = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.must_type = kwargs.pop("must_type", False)
        super().__init__(*args, **kwargs)
        if self.must_type and self.refund is not None:
            self.fields["confirm"].label = _("Type %s to confirm") % self.refund.reference
            self.fields["confirm"].required = True
            self.fields["confirm"].widget.attrs = {"autocomplete": "off", "autocapitalize": "off"}
        else:
            del self.fields["confirm"]

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"].strip()
        if self.refund is not None and typed.upper() != self.refund.reference:
            raise forms.ValidationError(_("This is not the number of this refund. Nothing was approved."))
        return typed


class RejectionForm(SeenForm):
    """What the policy said no or "a person decides" by stands first; what it stands on is chosen, never guessed."""

    rule = forms.ChoiceField(
        label=_("The rule that it stands on"),
        help_text=_("The letter tells the rule, its version, what decided it, and what would change it."),
    )
    explanation = forms.CharField(
        label=_("Why, in words for the customer"),
        max_length=1000,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("The customer reads exactly this."),
    )
    note = note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["rule"]
        choice.choices = [("", _("Choose")), *rules_for(self.refund), (OTHER, _("None of them: another reason"))]


class QuestionForm(MoveForm):
    """A suggested text, one's own words, or both: the suggestion first, in the customer's language."""

    suggestion = forms.ChoiceField(label=_("A text that fits often"), required=False)
    question = forms.CharField(
        label=_("What is missing?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_(
            "The customer reads exactly this and answers in the portal. With a suggested text it may stay empty."
        ),
    )
    note = note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.refund.reason if self.refund else ""
        self.fields["suggestion"].choices = [("", _("None, I write my own")), *suggestions_for(reason)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        language = language_of(self.refund.customer, self.refund.payment) if self.refund else "en"
        suggested = suggestion_text(cleaned.pop("suggestion", ""), language)
        cleaned["question"] = "\n\n".join(filter(None, (suggested, cleaned.get("question", "").strip())))
        return cleaned


class AnswerForm(MoveForm):
    answer = forms.CharField(
        label=_("What the customer said"),
        max_length=1000,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("For an answer that came by phone or mail."),
    )


class AppealForm(MoveForm):
    words = forms.CharField(
        label=_("What the customer said"),
        max_length=APPEAL_LIMIT,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("For a second look that was asked for by phone or mail. Whoever decides reads exactly this."),
    )


class RetryForm(MoveForm):
    pass


class RecallForm(MoveForm):
    pass


class ChangeStartForm(MoveForm):
    """Nothing to fill in: the press leads to a page of its own."""


class RailProposalForm(MoveForm):
    rail = forms.ChoiceField(label=_("Pay it back by"))
    words = forms.CharField(
        label=_("Why, in words for the customer"),
        max_length=1000,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("The customer reads exactly this, beside the old and the new way, and agrees or declines."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.refund.rail if self.refund is not None else None
        self.fields["rail"].choices = [r for r in Refund.Rail.choices if r[0] != chosen]  # type: ignore[attr-defined]


class RailAnswerForm(MoveForm):
    """What came by phone. Whoever writes it down does not approve this refund."""

    agrees = forms.TypedChoiceField(
        label=_("What did the customer say?"),
        choices=[("yes", _("Yes, the other way is fine")), ("no", _("No, leave it as it is"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Who said what, and when"), max_length=1000, widget=forms.Textarea(TWO_ROWS))


class RailWithdrawalForm(MoveForm):
    pass


class TransferForm(MoveForm):
    bank_reference = forms.CharField(
        label=_("The bank's reference"), max_length=140, help_text=_("As it stands on the bank statement.")
    )


class AccountQuestionForm(MoveForm):
    pass


class CancellationForm(MoveForm):
    pass


class TakingForm(MoveForm):
    pass


class GivingBackForm(MoveForm):
    pass


class ColleagueForm(MoveForm):
    """A form that names a colleague. `people` are the choices: mail address and name."""

    to = forms.ChoiceField(label=_("To"))

    def __init__(self, *args: Any, people: list[tuple[str, str]] = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["to"]
        choice.choices = [("", _("Nobody else") if not choice.required else _("Choose a colleague")), *people]


class HandingOverForm(ColleagueForm):
    words = forms.CharField(
        label=_("What they should know"),
        max_length=500,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("Only colleagues read this."),
    )


class EscalationForm(MoveForm):
    why = forms.CharField(
        label=_("Why a lead should look"),
        max_length=500,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("Only colleagues read this."),
    )


class EscalationEndForm(MoveForm):
    words = forms.CharField(
        label=_("How to go on"),
        max_length=500,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("Only colleagues read this."),
    )


class NoteForm(ColleagueForm):
    text = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(TWO_ROWS),
        help_text=_("Only colleagues read this. Call one with @first.last. A note cannot be changed afterwards."),
    )
    to = forms.ChoiceField(label=_("Also tell"), required=False)
    field_order = ("text", "to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kwargs.get("people"):  # an ended case offers no list; the text still calls whom it names
            del self.fields["to"]


def rules_for(refund: Refund | None) -> list[tuple[str, str]]:
    """The rules that a no can stand on: first those that spoke against this request."""
    decision = next(iter(refund.decisions.all()), None) if refund else None
    said = decision.rule_verdicts if decision else []
    against = {answer["rule"] for answer in said if answer["verdict"] != "allow"}
    return sorted(nameable_rules(), key=lambda rule: (rule[0] not in against, rule[1]))


FORMS: dict[str, type[MoveForm]] = {
    "approval": ApprovalForm,
    "rejection": RejectionForm,
    "question": QuestionForm,
    "answer": AnswerForm,
    "appeal": AppealForm,
    "retry": RetryForm,
    "recall": RecallForm,
    "transfer": TransferForm,
    "account_question": AccountQuestionForm,
    "change": ChangeStartForm,
    "rail_proposal": RailProposalForm,
    "rail_answer": RailAnswerForm,
    "rail_withdrawal": RailWithdrawalForm,
    "cancellation": CancellationForm,
    "taking": TakingForm,
    "giving_back": GivingBackForm,
    "handing_over": HandingOverForm,
    "escalation": EscalationForm,
    "escalation_end": EscalationEndForm,
    "notes": NoteForm,
}
