"""A page of the demo's shop, as a shop of one's own would write it: the widget in it, and a sign-in handed over."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.portal.hand_over import make_token
from refunds.actions.hand_over import standing_hand_over_secrets
from refunds.gateways.secrets import unseal
from refunds.models import HandOverSecret, Refund
from refunds.widget import make_widget_token


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Only in the demo: elsewhere nobody is shown a refund without having signed in."""
    shown = Refund.objects.filter(state=Refund.State.PROCESSING).select_related("customer", "payment")
    refund = shown.order_by("-id").first() if settings.RECOURSE_ENV == "demo" else None
    if refund is None:
        raise Http404
    context = {
        "refund": refund,
        "payment": refund.payment,
        "token": make_widget_token(refund),
        "enter_url": _enter_url(refund),
    }
    return render(request, "portal/widget_demo.html", context)


def _enter_url(refund: Refund) -> str:
    """Sign as the shop's server does; an empty text where no secret was made."""
    secret = standing_hand_over_secrets().first()
    if secret is None:
        return ""
    said = {"email": refund.customer.email, "next": reverse("my:refund", args=[refund.reference])}
    token = make_token(unseal(secret.ciphertext, HandOverSecret.PLACE), timezone.now(), seconds=300, **said)
    return f"{reverse('my:enter')}?{urlencode({'token': token})}"
