"""What a refund is about, kept on its row so that the work list finds it without looking into payments."""

from __future__ import annotations

from collections.abc import Sequence

from customers.models import Payment
from refunds.actions.line_amounts import PricedLine


def products_of(payment: Payment, priced: Sequence[PricedLine] = ()) -> dict[str, list[str]]:
    """Kinds and article numbers of the lines asked for; of the whole payment where none is named."""
    asked = {line.line_id for line in priced}
    lines = [line for line in payment.lines.all() if not asked or line.pk in asked]
    return {
        "product_kinds": sorted({line.product_kind for line in lines}),
        "skus": sorted({line.sku for line in lines if line.sku}),
    }
