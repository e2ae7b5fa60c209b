"""Who sells: the legal entities on credit notes, and the form that sets one up."""

from __future__ import annotations

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.errors import RecourseError
from refunds import permissions
from refunds.actions.set_entity import set_entity
from refunds.models import LegalEntity
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.credit_note_forms import EntityForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def entities(request: StaffRequest) -> HttpResponse:
    """List them; a POST sets one up or changes the one with that short name."""
    if request.method != "POST":
        return _draw(request, EntityForm(initial=_named(request.GET.get("code", ""))))
    form, status = EntityForm(request.POST), 400
    if form.is_valid():
        try:
            entity = set_entity(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("%s is kept. It holds for credit notes from now on.") % entity)
            return redirect("refunds:entities")
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.take(refusal)
            status = refusal.status
    return _draw(request, form, status)


def _named(code: str) -> dict[str, object]:
    """The fields of the one that is to be changed; the usual ones where it is none."""
    entity = LegalEntity.objects.filter(code=code[:20]).first()
    if entity is None:
        return {"number_format": LegalEntity().number_format, "is_automatic": True}
    return {**model_to_dict(entity), "countries": " ".join(entity.countries)}


def _draw(request: StaffRequest, form: EntityForm, status: int = 200) -> HttpResponse:
    may_set = permissions.SET_ENTITIES in request.allowed
    rows = LegalEntity.objects.prefetch_related("series")
    context = {"rows": rows, "form": form if may_set else None}
    return render(request, "refunds/entities.html", context, status=status)
