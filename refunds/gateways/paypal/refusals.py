"""What staff read when PayPal refuses a refund: what is wrong, and what to do next.

The words are the `issue` of PayPal's error details, from its Payments v2 specification (2.5, read in November 2026).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

REFUSALS = {
    "CAPTURE_FULLY_REFUNDED": gettext_lazy(
        "Nothing is left of this payment at PayPal; it was refunded before. Look for that refund in PayPal's activity."
    ),
    "REFUND_AMOUNT_EXCEEDED": gettext_lazy(
        "PayPal has less left of this payment than was asked for. Ask for the rest of it."
    ),
    "REFUND_AMOUNT_TOO_LOW": gettext_lazy(
        "The amount is nothing once PayPal has converted it. Ask for more, or pay another way."
    ),
    "REFUND_CAPTURE_CURRENCY_MISMATCH": gettext_lazy(
        "The payment was made in another currency. Ask for the refund in the currency of the payment."
    ),
    "CURRENCY_MISMATCH": gettext_lazy(
        "The payment was made in another currency. Ask for the refund in the currency of the payment."
    ),
    "REFUND_TIME_LIMIT_EXCEEDED": gettext_lazy(
        "PayPal refunds a payment for 180 days only, and this one is older. Pay another way."
    ),
    "PARTIAL_REFUND_NOT_ALLOWED": gettext_lazy(
        "PayPal refunds this payment as a whole only. Refund all of it, or pay another way."
    ),
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED": gettext_lazy(
        "PayPal allows no more refunds of this payment. Pay the rest another way."
    ),
    "REFUND_FAILED_INSUFFICIENT_FUNDS": gettext_lazy(
        "The balance at PayPal is too low, and no bank account covers it. Add money to PayPal, then try again."
    ),
    "PENDING_CAPTURE": gettext_lazy(
        "The customer's payment has not cleared at PayPal yet. Try again once it is completed."
    ),
    "TRANSACTION_DISPUTED": gettext_lazy(
        "The customer has an open case about this payment, so PayPal refunds no part of it."
        " Answer the case in the Resolution Center, or refund all of it."
    ),
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK": gettext_lazy(
        "The customer's bank has charged this payment back. Answer the chargeback; do not refund."
    ),
    "REFUND_NOT_ALLOWED": gettext_lazy("PayPal does not allow a refund of this payment. Pay another way."),
    "REFUND_IS_RESTRICTED": gettext_lazy(
        "Only the platform that took this payment may refund it. Refund it there, or pay another way."
    ),
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": gettext_lazy(
        "The customer's PayPal account is locked or closed. Pay another way."
    ),
    "PAYEE_ACCOUNT_LOCKED_OR_CLOSED": gettext_lazy(
        "Our own PayPal account is locked or closed. Sign in at PayPal and see what it asks for, or pay another way."
    ),
    "PAYEE_ACCOUNT_RESTRICTED": gettext_lazy(
        "Our own PayPal account is restricted. Sign in at PayPal and see what it asks for, then try again."
    ),
    "DECIMALS_NOT_SUPPORTED": gettext_lazy("PayPal takes no decimals of this currency. Ask for a whole amount."),
    "DECIMAL_PRECISION": gettext_lazy("PayPal takes fewer digits of this currency. Ask for a rounder amount."),
    "INVALID_CURRENCY_CODE": gettext_lazy("PayPal does not know this currency. Pay another way."),
    "CANNOT_BE_ZERO_OR_NEGATIVE": gettext_lazy("PayPal refunds amounts above zero only. Ask for more."),
    "CANNOT_BE_NEGATIVE": gettext_lazy("PayPal refunds amounts above zero only. Ask for more."),
    "PLATFORM_FEE_EXCEEDED": gettext_lazy(
        "The platform's fee cannot be given back in this amount. Refund it in the platform, or pay another way."
    ),
    "PLATFORM_FEE_NOT_ENABLED": gettext_lazy(
        "The PayPal account may not give back a platform's fee. Refund it in the platform, or pay another way."
    ),
}
"""With status 422. An issue that is not here ends nothing: it is looked into.

`DUPLICATE_INVOICE_ID` is not here on purpose. The invoice id is our own reference, which no other try ever has, so
PayPal has met this very try before, and it may have been paid.
"""

UNREADABLE = gettext_lazy("PayPal could not read the request. Tell whoever runs Recourse; the log has the details.")
UNKNOWN_PAYMENT = gettext_lazy(
    "PayPal does not know this payment in this account. See whether it was made in another account."
)

OTHER_SENTENCES = {
    "DUPLICATE_INVOICE_ID": gettext_lazy(
        "PayPal already has a refund under our reference. Look into PayPal's activity before anything is sent again."
    ),
    "PREVIOUS_REQUEST_IN_PROGRESS": gettext_lazy("PayPal is still busy with this very refund. It will be asked again."),
    "INVALID_RESOURCE_ID": UNKNOWN_PAYMENT,
    "PERMISSION_DENIED": gettext_lazy(
        "The PayPal account may not make refunds over the API. Give its app that permission at PayPal."
    ),
    "INVALID_ACCOUNT_STATUS": gettext_lazy(
        "PayPal does not let our account work at the moment. Sign in at PayPal and see what it asks for."
    ),
}
"""By `issue`, of answers that are no refusal with status 422."""
