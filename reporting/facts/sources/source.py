"""What a source is, and the columns that all of them share."""

from __future__ import annotations

from dataclasses import dataclass

ABOUT = ("at", "id", "kind", "refund_id", "payment_id", "dispute_id", "customer_id", "currency", "amount", "tax")
"""Of every thing: when, its row's number, the kind of row, whose it is, and its own amount with the tax inside."""

WHOSE = ("account", "gateway", "method", "country", "channel", "reason", "person", "bought", "network")


@dataclass(frozen=True, slots=True)
class Source:
    """`sql` selects ABOUT, WHOSE and `measures`, of what happened in [%(start)s, %(end)s), in the shop's %(zone)s.

    `number` is kept in tables. `dimensions` are those whose value it knows; the others are empty. `spread`, where it
    knows products, gives per thing `b` the rows (product, and each of `parts` as far as it belongs to the product); the
    other measures are counts, and count once per product. What is not of `books` goes on changing in closed days: it
    tells what has become of them until now.
    """

    name: str
    number: int
    measures: tuple[str, ...]
    dimensions: frozenset[str]
    sql: str
    spread: str = ""
    parts: tuple[str, ...] = ()
    books: bool = True

    def things(self, *, by_product: bool) -> str:
        """SQL for the single things; with products, one row for each thing and product, and the column `product`."""
        if not by_product:
            return self.sql
        if not self.spread:
            return f"SELECT b.*, '' AS product FROM ({self.sql}) b"
        kept = ", ".join(f"b.{name}" for name in (*ABOUT, *WHOSE))
        sums = ", ".join(f"s.{name}" if name in self.parts else f"b.{name}" for name in self.measures)
        return f"SELECT {kept}, s.product, {sums} FROM ({self.sql}) b CROSS JOIN LATERAL ({self.spread}) s"


OF_PAYMENT = """
    p.gateway_account AS account, p.gateway, p.method, p.country,
    coalesce((SELECT x.channel FROM customers_paymentline x WHERE x.payment_id = p.id ORDER BY x.position LIMIT 1), '')
        AS channel
"""
"""Asked as values of the row and not joined: what no question looks at is then never fetched."""

NETWORK = "lower(CASE WHEN p.card_brand <> '' THEN p.card_brand WHEN p.gateway = 'paypal' THEN 'paypal' ELSE '' END)"
"""Over whose network it was paid; empty for what belongs to none."""

BOUGHT = "to_char(p.captured_at AT TIME ZONE %(zone)s, 'YYYY-MM')"
"""The month in which the payment was captured."""

NO_PURCHASE = "'' AS bought, '' AS network"

NO_PAYMENT = "'' AS account, '' AS gateway, '' AS method, '' AS country, '' AS channel"

SKUS_OF_REFUND = """
    SELECT DISTINCT unnest(CASE WHEN cardinality(y.skus) > 0 THEN y.skus ELSE ARRAY[''] END) AS product
    FROM refunds_refund y WHERE y.id = b.refund_id
"""
