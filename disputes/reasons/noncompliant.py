"""The bank says: a rule of the card network was broken."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from disputes.evidence.reason import Goods, NetworkAsks, Reason

_WINS = ("proof_of_credit", "messages", "receipt", "purchase_trace")

REASON = Reason(
    category="noncompliant",
    title=_("Against the network's rules"),
    claim=_("The bank says that a rule of the network was broken, and that it lost money by it."),
    wins={
        Goods.PHYSICAL: (*_WINS, "delivery_confirmed"),
        Goods.DIGITAL: (*_WINS, "access_log"),
        Goods.SERVICE: (*_WINS, "service_record"),
        Goods.SUBSCRIPTION: (*_WINS, "cancellation_policy"),
    },
    networks=(
        NetworkAsks(
            "visa",
            ("C028", "C0135"),
            _(
                "A compliance case (C028 to C0135): which rule, and that it was kept. Visa takes 500 USD for answering,"
                " which comes back with a win."
            ),
        ),
        NetworkAsks("discover", ("DC",), _("Which rule is said to be broken, and what shows that it was kept.")),
    ),
    traps=(
        _("Answering costs 500 USD at Visa, often more than the case is worth: look at the amount first."),
        _("The bank must name the rule. Answer to that rule and to nothing else."),
        _("The fee has to be agreed to in the gateway's console before the answer counts."),
    ),
    source="https://docs.stripe.com/disputes/categories",
    source_on=date(2026, 5, 1),
)
