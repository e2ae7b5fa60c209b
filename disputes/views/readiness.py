"""How ready a payment is for a dispute that nobody has begun: what to start collecting, in plain words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from disputes.results.readiness import readiness_of
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page


@require_GET
@staff_page(permissions.SEE_DISPUTES)
def readiness(request: StaffRequest, payment: str) -> HttpResponse:
    return render(request, "disputes/readiness.html", {"ready": readiness_of(payment)})
