"""What people and keys tried and were not allowed to do, for those who watch over the house."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from customers.models import Refusal
from refunds import permissions
from refunds.moves import title_of
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page


@staff_page(permissions.AUDIT)
def refusals(request: StaffRequest) -> HttpResponse:
    """List refused acts, the newest first, or those about one case."""
    about = request.GET.get("q", "").replace("\x00", "").strip()[:64]
    rows = Refusal.objects.filter(about=about.upper()) if about else Refusal.objects.all()
    page = key_page(request, rows, "refused_at")
    told = [(refusal, title_of(refusal.move)) for refusal in page.rows]
    return render(request, "refunds/refusals.html", {"page": page, "told": told, "words": about})
