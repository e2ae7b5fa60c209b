"""Withdrawing from a contract as the law allows: open to all, at any time, in two steps and with a receipt.

No answer tells whether there is such an order: every declaration is taken in and acknowledged alike.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.actors import Actor
from customers.errors import NotFound, RecourseError
from customers.languages import present_language
from customers.portal.pages import refused
from customers.portal.sessions import customer_of
from customers.portal.tries import count_try
from customers.shop_days import shop_zone
from refunds.actions.receive_withdrawal import receive_withdrawal
from refunds.models import WithdrawalDeclaration, WithdrawalPaper
from refunds.views.policies import pdf_response
from refunds.views.portal.withdrawal_form import WithdrawalForm
from refunds.withdrawal_content import moment_with_zone

DOOR = Actor.system("withdrawal")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Ask for name, contract and contact, ?order= filled in; POST shows what was said, to be confirmed or changed."""
    if request.method != "POST":
        return _draw(request, WithdrawalForm(customer=customer_of(request), order=request.GET.get("order", "")))
    form = WithdrawalForm(request.POST)
    if "change" in request.POST or not form.is_valid():
        return _draw(request, form, status=200 if "change" in request.POST else 400)
    return _draw(request, form, "portal/withdrawal_confirm.html")


@require_POST
@sensitive_post_parameters()
def confirmation(request: HttpRequest) -> HttpResponse:
    """Take the declaration in. A second click, and the way back and forth again, lead to the same receipt."""
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _draw(request, form, status=400)
    try:
        count_try("withdrawal", form.cleaned_data["email"], str(get_adapter().get_client_ip(request)))
        declaration = receive_withdrawal(
            actor=_whoever(request),
            origin=WithdrawalDeclaration.Origin.PORTAL,
            language=present_language(),
            **form.cleaned_data,
        )
    except RecourseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _draw(request, form, status=refusal.status)
    return redirect("my:withdrawal_receipt", declaration.key)


@require_safe
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """Show the receipt to whoever holds its address: what was declared, when, and the hash. Nothing of any order."""
    declaration = _found(key)
    if declaration is None:
        return _absent(request)
    context = {
        "declaration": declaration,
        "received_at": moment_with_zone(declaration.received_at),
        "is_printed": WithdrawalPaper.objects.filter(declaration=declaration).exists(),
    }
    with timezone.override(shop_zone()):
        response = render(request, "portal/withdrawal_receipt.html", context)
    add_never_cache_headers(response)
    return response


@require_safe
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The receipt as it was printed."""
    printed = WithdrawalPaper.objects.filter(declaration__key=key).select_related("declaration").first()
    if printed is None:
        return _absent(request)
    response = pdf_response(bytes(printed.pdf), f"{printed.declaration.reference}.pdf")
    add_never_cache_headers(response)
    return response


def _draw(
    request: HttpRequest, form: WithdrawalForm, template: str = "portal/withdrawal.html", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "said": form.cleaned_data if template.endswith("confirm.html") else None}
    response = render(request, template, context, status=status)
    patch_cache_control(response, private=True)  # the way back leads to what was typed, not to an error
    return response


def _whoever(request: HttpRequest) -> Actor:
    """The signed-in customer, or the door that is open to all."""
    customer = customer_of(request)
    return Actor.customer(customer) if customer else DOOR


def _found(key: str) -> WithdrawalDeclaration | None:
    return WithdrawalDeclaration.objects.filter(key=key).first()


def _absent(request: HttpRequest) -> HttpResponse:
    return refused(request, NotFound(_("There is no such page."), "withdrawal_not_found"))
