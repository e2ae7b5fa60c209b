"""Where exports go by themselves: the places, trying them out, and the schedules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.errors import NotFound, RecourseError
from customers.step_up import acts_shown_again
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from reporting.actions import export_places as acts
from reporting.actions.save_export import saved_exports_of
from reporting.actions.schedule_exports import all_schedules, schedule_export, turn_schedule
from reporting.exports.places import ASKED
from reporting.models import ExportPlace, ExportSchedule
from reporting.views.export_forms import RefusedForm

READ = staff_page(permissions.EXPORT)
SET = staff_page(permissions.SET_BOOKS)
Kind = ExportPlace.Kind
_t = gettext_lazy
LABELS = {
    "folder": _t("Folder below the exports' own"), "host": _t("Host"), "port": _t("Port"), "user": _t("User"),
    "path": _t("Path"), "host_key": _t("Key of the server"), "endpoint": _t("Endpoint"), "region": _t("Region"),
    "bucket": _t("Bucket"),
}  # fmt: skip
HELP = {
    "host_key": _t("One line, as ssh-keyscan prints it behind the host: ssh-ed25519 AAAA…"),
    "endpoint": _t("Empty for Amazon’s own."),
    "path": _t("May be empty."),
}


class PlaceForm(RefusedForm):
    """The fields that a kind of place asks for. A secret is written here and never shown."""

    label = forms.CharField(label=_t("Name"), max_length=80)

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in ASKED[kind]:
            self.fields[name] = forms.CharField(
                label=LABELS[name],
                help_text=HELP.get(name, ""),
                max_length=2_000,
                required=name not in ("path", "endpoint", "region"),
                initial="22" if name == "port" else None,
            )
        if kind == Kind.S3:
            self.fields["user"].label = _t("Access key id")
        if kind in acts.WITH_SECRET:
            self.fields["secret"] = secret_field()
        if kind == Kind.MAIL:
            self.fields["people"] = forms.CharField(
                label=_t("To"),
                max_length=2_000,
                help_text=_t("Mail addresses of colleagues, with commas between them."),
            )

    def place(self) -> dict[str, Any]:
        given = self.cleaned_data
        people = [word.strip() for word in given.get("people", "").split(",") if word.strip()]
        told = {name: given[name] for name in ASKED[self.kind]}
        secret = given.get("secret", "")
        return {"label": given["label"], "kind": self.kind, "settings": told, "secret": secret, "people": people}


class SecretForm(RefusedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"] = secret_field()


class ScheduleForm(RefusedForm):
    """Which saved export, where to, and when."""

    saved_id = forms.ChoiceField(label=_t("Saved export"))
    place_id = forms.ChoiceField(label=_t("Place"))
    rhythm = forms.ChoiceField(label=_t("How often"), choices=ExportSchedule.Rhythm.choices, initial="monthly")
    day = forms.IntegerField(
        label=_t("Day"),
        min_value=1,
        max_value=28,
        initial=1,
        help_text=_t("Of the month, or of the week: 1 is Monday."),
    )
    hour = forms.IntegerField(label=_t("Hour, in the shop’s zone"), min_value=0, max_value=23, initial=6)
    attaches = forms.BooleanField(
        label=_t("The file itself by mail"),
        help_text=_t("Otherwise the letter has only the link. Think of who is named in the file."),
        required=False,
    )

    def __init__(self, request: StaffRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = saved_exports_of(request.user).order_by("label")
        places = ExportPlace.objects.filter(removed_at=None).order_by("label")
        self.fields["saved_id"].choices = [(str(each.pk), each.label) for each in saved]  # type: ignore[attr-defined]
        self.fields["place_id"].choices = [(str(each.pk), each.label) for each in places]  # type: ignore[attr-defined]

    def schedule(self) -> dict[str, Any]:
        given = self.cleaned_data
        day = 1 if given["rhythm"] == "daily" else given["day"]
        return {**given, "saved_id": int(given["saved_id"]), "place_id": int(given["place_id"]), "day": day}


def secret_field() -> forms.CharField:
    return forms.CharField(
        label=_t("Password or key"),
        strip=False,
        max_length=acts.LONGEST_SECRET,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_t("Kept sealed; nobody is shown it again."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@READ
@acts_shown_again
def export_places(request: StaffRequest) -> HttpResponse:
    """List the places; a POST adds one of the kind that the address names."""
    kind = request.GET.get("kind", Kind.SFTP)
    if kind not in ASKED:
        raise NotFound(_("There is no such kind of place."), "unknown_kind")
    form, status = PlaceForm(kind, request.POST or None), 400 if request.method == "POST" else 200
    if request.method == "POST":
        permissions.require(request.actor, permissions.SET_BOOKS)
        if form.is_valid():
            try:
                added = acts.add_export_place(actor=request.actor, **form.place())
                return redirect("reporting:export_place", added.pk)
            except RecourseError as refusal:
                form.take(refusal)
                status = refusal.status
    tabs = [{"label": label, "url": f"?kind={value}", "current": value == kind} for value, label in Kind.choices]
    page = key_page(request, ExportPlace.objects.filter(removed_at=None), "created_at")
    return render(request, "reporting/export_places.html", {"page": page, "form": form, "tabs": tabs}, status=status)


@require_safe
@READ
def export_place(request: StaffRequest, place_id: int) -> HttpResponse:
    """Show one place with what was brought there."""
    return _draw(request, acts.found_place(place_id), SecretForm())


@require_POST
@SET
def export_place_test(request: StaffRequest, place_id: int) -> HttpResponse:
    """Write a small file there."""
    try:
        tried = acts.try_export_place(actor=request.actor, place_id=place_id)
    except NotFound:
        raise
    except RecourseError as refusal:
        messages.error(request, refusal.message)
        return redirect("reporting:export_place", place_id)
    if tried.test_trouble:
        messages.error(request, tried.test_trouble)
    else:
        messages.success(request, _("It arrived."))
    return redirect("reporting:export_place", place_id)


@require_POST
@SET
@acts_shown_again
def export_place_secret(request: StaffRequest, place_id: int) -> HttpResponse:
    """Use another secret from now on."""
    form, status = SecretForm(request.POST), 400
    if form.is_valid():
        try:
            acts.set_place_secret(actor=request.actor, place_id=place_id, secret=form.cleaned_data["secret"])
            messages.success(request, _("The new secret is used from now on."))
            return redirect("reporting:export_place", place_id)
        except NotFound:
            raise
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, acts.found_place(place_id), form, status)


@require_POST
@SET
def export_place_removal(request: StaffRequest, place_id: int) -> HttpResponse:
    """Bring nothing there any more."""
    removed = acts.remove_export_place(actor=request.actor, place_id=place_id)
    messages.success(request, _("%s is removed, and its secret forgotten.") % removed)
    return redirect("reporting:export_places")


@require_http_methods(["GET", "HEAD", "POST"])
@READ
def export_schedules(request: StaffRequest) -> HttpResponse:
    """List the schedules; a POST adds one."""
    form, status = ScheduleForm(request, request.POST or None), 400 if request.method == "POST" else 200
    if request.method == "POST":
        permissions.require(request.actor, permissions.SET_BOOKS)
        if form.is_valid():
            try:
                schedule_export(actor=request.actor, **form.schedule())
                messages.success(request, _("It will be made by itself."))
                return redirect("reporting:export_schedules")
            except RecourseError as refusal:
                form.take(refusal)
                status = refusal.status
    page = key_page(request, all_schedules(), "created_at")
    return render(request, "reporting/export_schedules.html", {"page": page, "form": form}, status=status)


@require_POST
@SET
def export_schedule_turning(request: StaffRequest, schedule_id: int) -> HttpResponse:
    """Turn one on or off."""
    try:
        turn_schedule(actor=request.actor, schedule_id=schedule_id, is_on=request.POST.get("is_on") == "yes")
    except NotFound:
        raise
    except RecourseError as refusal:
        messages.error(request, refusal.message)
    return redirect("reporting:export_schedules")


def _draw(request: StaffRequest, place: ExportPlace, form: SecretForm, status: int = 200) -> HttpResponse:
    context = {
        "place": place,
        "told": [(LABELS.get(name, name), value) for name, value in place.settings.items()],
        "form": form,
        "has_secret": place.kind in acts.WITH_SECRET,
        "page": key_page(request, place.deliveries.select_related("export"), "created_at"),
    }
    return render(request, "reporting/export_place.html", context, status=status)
