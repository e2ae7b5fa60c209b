"""What customers said of how it was, for leads and managers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from customers import clock
from customers.errors import BadInput
from refunds import permissions
from refunds.feedback_results import LEAST, feedback_since, newest_lines, results_of
from refunds.views.access import StaffRequest, staff_page

MONTHS = (1, 3, 12, 36)


@require_safe
@staff_page(permissions.SEE_FEEDBACK)
def feedback(request: StaffRequest) -> HttpResponse:
    """Show one of the offered lengths of time; ?months=12 where none is asked for."""
    asked = request.GET.get("months", "12")
    if asked not in map(str, MONTHS):
        raise BadInput(_("Choose one of the lengths of time on the page."), "bad_months", "months")
    given = feedback_since(int(asked), clock.now())
    results = results_of(given)
    context = {
        "results": results,
        "tables": [
            (_("By reason"), results.by_reason),
            (_("By who decided"), results.by_person),
            (_("By month"), results.by_month),
        ],
        "lines": list(newest_lines(given)),
        "least": LEAST,
        "periods": [(n, ngettext("%d month", "%d months", n) % n, str(n) == asked) for n in MONTHS],
    }
    return render(request, "refunds/feedback.html", context)
