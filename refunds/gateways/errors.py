"""Troubles of a gateway that are not an outcome of a refund."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.errors import BadInput, RecourseError


class GatewayError(RecourseError):
    """The gateway cannot be used as it is set up, or did not answer a question."""

    status = 502
    code = "gateway_trouble"


class UnknownAccount(GatewayError):
    """No gateway account of this name is set up."""

    status = 404
    code = "unknown_gateway_account"


class BadConfiguration(GatewayError):
    """A gateway account lacks a setting or has one that cannot be meant."""

    status = 500
    code = "bad_gateway_configuration"


class Unreachable(GatewayError):
    """The gateway did not answer; nothing was asked that changes anything."""

    code = "gateway_unreachable"


class ForgedWebhook(RecourseError):
    """This is not proven to come from the gateway: its signature or its body is missing, wrong, old or early.

    The sentence never says which, so that a forger learns nothing; `detail` is for our log.
    """

    status = 400
    code = "forged_webhook"

    def __init__(self, detail: str = "") -> None:
        super().__init__(_("This message could not be verified."))
        self.detail = detail


class UnsendableAmount(BadInput):
    """The gateway has no way to write this amount, such as a fraction that it does not count in."""

    code = "unsendable_amount"
