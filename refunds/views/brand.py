"""How the shop shows itself to customers: written with the portal and a letter before one's eyes, and its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.brand import HOUSE_COLOUR, brand_of, stylesheet_path, with_defaults
from customers.brand_colours import Shades, palette_of
from customers.errors import RecourseError
from customers.models import BrandVersion
from refunds import permissions
from refunds.actions.set_brand import brand_versions, checked_brand, restore_brand, save_brand, take_logo
from refunds.views.access import StaffRequest, staff_page
from refunds.views.brand_forms import BrandForm, RestoreForm
from refunds.views.sent_files import sent_files

DOOR = staff_page(permissions.SET_BRAND)
VERSIONS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@DOOR
def brand(request: StaffRequest) -> HttpResponse:
    """Show it. A POST shows what was typed, and with `save` lets customers see it."""
    newest = brand_versions().first()
    if request.method != "POST":
        return _draw(request, newest, BrandForm(now=newest), newest or BrandVersion(number=0))
    saving = "save" in request.POST
    form, look, status = BrandForm(request.POST, request.FILES, looking=not saving), None, 400
    if form.is_valid():
        try:
            wish = _with_logo(request, form)
            look = checked_brand(**wish)
            if saving:
                kept = {name: form.cleaned_data[name] for name in ("number", "why")}
                save_brand(actor=request.actor, **kept, **wish)
                messages.success(request, _("Saved. Customers see it within seconds."))
                return redirect("refunds:brand")
            status = 200
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, newest, form, look or newest or BrandVersion(number=0), status)


@require_POST
@DOOR
def restoration(request: StaffRequest, version: int) -> HttpResponse:
    """Let customers see an earlier version again."""
    form, status = RestoreForm(request.POST), 400
    if form.is_valid():
        try:
            restore_brand(actor=request.actor, version=version, **form.cleaned_data)
            messages.success(request, _("Saved. Customers see it within seconds."))
            return redirect("refunds:brand")
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    newest = brand_versions().first()
    return _draw(request, newest, BrandForm(now=newest), newest or BrandVersion(number=0), status, restore_form=form)


def _with_logo(request: StaffRequest, form: BrandForm) -> dict[str, Any]:
    """The wish, with a picture that came along taken in: the form then carries its hash instead of the file."""
    wish = form.wish()
    if form.cleaned_data["without_logo"]:
        wish["logo"] = ""
    elif files := sent_files(request, "logo_file"):
        wish["logo"] = take_logo(actor=request.actor, file=files[0]).sha256
    form.data = {**request.POST.dict(), "logo": wish["logo"]}
    return wish


def _draw(
    request: StaffRequest,
    newest: BrandVersion | None,
    form: BrandForm,
    look: BrandVersion,
    status: int = 200,
    **parts: Any,
) -> HttpResponse:
    palette = palette_of(look.colour or HOUSE_COLOUR)
    form.fields["why"].required = True  # looking needs none, saving does
    context = {
        "form": form,
        "newest": newest,
        "look": with_defaults(brand_of(look)),
        "is_kept": look.pk is not None or form.data == {},
        "stylesheet": stylesheet_path(palette) if look.colour else "",
        "schemes": [("light", _("Light"), palette.light), ("dark", _("Dark"), palette.dark)],
        "remarks": _remarks(look.colour, palette.light, palette.dark) if look.colour else [],
        "versions": list(brand_versions()[:VERSIONS_SHOWN]),
        "restore_form": RestoreForm(initial={"number": newest.number if newest else 0}),
        **parts,
    }
    return render(request, "refunds/brand.html", context, status=status)


def _remarks(colour: str, light: Shades, dark: Shades) -> list[str]:
    """What was done to a colour that texts could not be read in."""
    said = []
    for shades, ground in ((light, _("light paper")), (dark, _("dark paper"))):
        if shades.text != colour:
            said.append(
                _("On %(ground)s links in %(colour)s would have a contrast of %(ratio).1f, and 4.5 is needed: they use"
                  " %(shade)s instead.")
                % {"ground": ground, "colour": colour, "ratio": shades.wish_ratio, "shade": shades.text}
            )  # fmt: skip
        if shades.fill != colour:
            said.append(
                _("On %(ground)s a button in %(colour)s could not be told from the page: it is %(shade)s instead.")
                % {"ground": ground, "colour": colour, "shade": shades.fill}
            )
    return said
