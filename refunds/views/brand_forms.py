"""The form of the brand: what is typed and how long it may be; whether it can be meant the action says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.errors import RecourseError
from customers.models import BrandVersion
from refunds.actions.set_brand import LEGAL_LIMIT, NAME_LIMIT, URL_LIMIT, WELCOME_LIMIT, WHY_LIMIT
from refunds.views.people_forms import RefusableForm
from refunds.views.text_forms import BIGGEST_NUMBER

PLAIN = (
    "name", "logo", "logo_has_name", "colour", "sender_name", "support_email", "shop_url", "imprint", "privacy",
    "terms",
)  # fmt: skip
LEGAL_HELP = _("An address that begins with https://, or the text itself, which the portal then shows.")


class BrandForm(RefusableForm):
    """`logo` is the hash of a picture that was taken in already; `number` the version that stood on the screen."""

    name = forms.CharField(label=_("Name of the shop"), max_length=NAME_LIMIT, required=False)
    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_(
            "A PNG, JPEG, WebP or GIF. It is drawn anew, at most 480 by 160 pixels; drawings (SVG) are not taken."
        ),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp,.gif"}),
    )
    without_logo = forms.BooleanField(label=_("No logo of our own"), required=False)
    logo_has_name = forms.BooleanField(label=_("The name stands in the logo already"), required=False)
    colour = forms.CharField(
        label=_("Main colour"),
        max_length=7,
        required=False,
        help_text=_("As # and six digits, such as #0b5a4a. Left empty, the colour of Recourse."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sender_name = forms.CharField(
        label=_("Sender of letters"),
        max_length=NAME_LIMIT,
        required=False,
        help_text=_("The name beside the address that letters come from."),
    )
    support_email = forms.EmailField(label=_("Address for questions"), max_length=254, required=False)
    shop_url = forms.CharField(
        label=_("Address of the shop"),
        max_length=URL_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    imprint = forms.CharField(
        label=_("Imprint"), max_length=LEGAL_LIMIT, required=False, help_text=LEGAL_HELP,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    privacy = forms.CharField(
        label=_("Privacy"), max_length=LEGAL_LIMIT, required=False, widget=forms.Textarea({"rows": 3})
    )
    terms = forms.CharField(
        label=_("Terms"), max_length=LEGAL_LIMIT, required=False, widget=forms.Textarea({"rows": 3})
    )
    why = forms.CharField(label=_("Why"), max_length=WHY_LIMIT, help_text=_("For whoever reads the history."))
    logo = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=0, max_value=BIGGEST_NUMBER, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, now: BrandVersion | None = None, looking: bool = False):
        super().__init__(data, files, initial=_told(now), auto_id="brand-%s")
        for language, name in settings.LANGUAGES:
            self.fields[f"welcome_{language}"] = forms.CharField(
                label=_("Welcome: %s") % name, max_length=WELCOME_LIMIT, required=False
            )
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])
        if looking:
            self.fields["why"].required = False

    def clean(self) -> dict[str, Any]:
        """What stands in no field that one sees is said above the form."""
        if "number" in self.errors or "logo" in self.errors:
            self.add_error(None, _("This page was changed on its way. Load it again, then save."))
        return super().clean() or {}

    def take(self, refusal: RecourseError) -> None:
        if refusal.field in ("logo", "documents"):
            refusal.field = "logo_file"
        elif refusal.field == "number":
            refusal.field = None
        super().take(refusal)

    def wish(self) -> dict[str, Any]:
        """What checked_brand takes."""
        typed = self.cleaned_data
        welcome = {language: typed[f"welcome_{language}"] for language, _name in settings.LANGUAGES}
        return {**{name: typed[name] for name in PLAIN}, "welcome": welcome}


class RestoreForm(RefusableForm):
    why = forms.CharField(label=_("Why"), max_length=WHY_LIMIT)
    number = forms.IntegerField(min_value=0, max_value=BIGGEST_NUMBER, widget=forms.HiddenInput)


def _told(now: BrandVersion | None) -> dict[str, Any]:
    if now is None:
        return {"number": 0}
    words = {name: getattr(now, name) for name in PLAIN if name != "logo"}
    welcome = {f"welcome_{language}": text for language, text in now.welcome.items()}
    return {**words, **welcome, "logo": now.logo.sha256 if now.logo else "", "number": now.number}
