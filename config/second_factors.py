"""The second factor: its secrets are kept encrypted, each of its codes opens once, and the last one stays."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.tries import count_up

LONGEST_CODE = 32
CODE_SECONDS = 5 * 60
"""Longer than any code is accepted. allauth remembers used codes in the cache, which may forget; the table does not."""


class SecondFactors(DefaultMFAAdapter):
    """How allauth keeps second factors here."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("This is your only second factor. Set up another one before you remove it."),
        "incorrect_code": _("This code is not right, or was used already. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _safe().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return settings.SHOP_NAME

    def _get_site_name(self) -> str:
        return settings.SHOP_NAME

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where everybody needs one, the last one is replaced, not removed."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return not settings.STAFF_MFA or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class CodeForm(AuthenticateForm):
    def clean_code(self) -> str:
        return _used_up(self.user, super().clean_code())


class CodeAgainForm(ReauthenticateForm):
    def clean_code(self) -> str:
        return _used_up(self.user, super().clean_code())


class FirstCodeForm(ActivateTOTPForm):
    def clean_code(self) -> str:
        return _used_up(self.user, super().clean_code())


class PasskeyForm(AddWebAuthnForm):
    name = forms.CharField(required=False, max_length=80)


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(max_length=80)


for form in (CodeForm, CodeAgainForm, FirstCodeForm):
    form.base_fields["code"].max_length = LONGEST_CODE
    form.base_fields["code"].validators.append(MaxLengthValidator(LONGEST_CODE))


def has_second_factor(user: Any) -> bool:
    return Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def came_with_second_factor(request: HttpRequest) -> bool:
    """Tell whether this very session has shown a second factor; read from the session alone."""
    return any(record.get("method") == "mfa" for record in _records(request))


def remember_new_factor(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    """Whoever sets one up has just shown it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return get_authentication_records(request, request.user)


def _used_up(user: Any, code: str) -> str:
    """Take this code of this person out of use; of several that bring it at once exactly one gets through."""
    if count_up(f"second factor {user.pk} {code.strip()}", CODE_SECONDS) > 1:
        raise get_adapter().validation_error("incorrect_code")
    return code


def _safe() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors " + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
