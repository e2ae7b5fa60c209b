"""What staff read when Braintree refuses a refund: what is wrong, and what to do next. By validation code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

WRONG_AMOUNT = gettext_lazy("Braintree does not take this amount. See what is left of the payment, and ask for less.")
NO_REFUNDS = gettext_lazy(
    "The merchant account of this payment makes no refunds at the moment. Ask Braintree, or pay another way."
)

REFUSALS = {
    "81501": WRONG_AMOUNT,
    "81503": WRONG_AMOUNT,
    "81528": WRONG_AMOUNT,
    "81531": WRONG_AMOUNT,
    "91501": gettext_lazy("Our reference is too long for Braintree. Tell whoever looks after Recourse."),
    "91505": gettext_lazy("This is a refund itself, not a payment. Look for the payment in Braintree's control panel."),
    "91506": gettext_lazy(
        "The payment has not settled at Braintree yet, and until then it can only be voided there as a whole."
        " Send this again once it has settled, usually the next day; or void the payment in Braintree's control panel"
        " and close this request."
    ),
    "91512": gettext_lazy(
        "Nothing is left of this payment at Braintree; it was refunded before."
        " Look for that refund in Braintree's control panel."
    ),
    "91521": gettext_lazy("Braintree has less left of this payment than was asked for. Ask for the rest of it."),
    "91538": NO_REFUNDS,
    "91547": NO_REFUNDS,
    "91559": NO_REFUNDS,
    "91574": gettext_lazy(
        "The payment is being settled at Braintree at this moment, and cannot be refunded until that is done."
        " Send this again in a few hours."
    ),
    "915200": gettext_lazy(
        "The customer's bank takes no refund to this card. Ask the customer for another way to pay."
    ),
    "915201": gettext_lazy("The customer's bank declined the refund for now. Send it again later, or pay another way."),
    "915230": gettext_lazy("Our key is too long for Braintree. Tell whoever looks after Recourse."),
    "915231": gettext_lazy(
        "Braintree lets this merchant send no request keys. Ask an admin to switch them off for this account,"
        " then send this again."
    ),
}
"""With status 422. A code that is not here ends nothing: it is looked into."""

OTHER_SENTENCES = {
    "915232": gettext_lazy(
        "Braintree had another request under the same key. Look for the refund in Braintree's control panel."
    ),
    "915233": gettext_lazy("Braintree is still busy with this very refund. It will be asked again."),
    "915234": gettext_lazy(
        "Braintree says that this refund failed before, and not why. Look for it in Braintree's control panel."
    ),
    "915235": gettext_lazy("Braintree lost track of this very refund. Look for it in Braintree's control panel."),
}
"""About a request key that was used before: the first request under it may have worked."""
