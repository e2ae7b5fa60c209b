"""What the demo shop sells, at which price and tax: things for a home and a desk, and how to enjoy them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from customers.models import PaymentLine

Kind = PaymentLine.ProductKind


@dataclass(frozen=True, slots=True)
class Product:
    """`price` is in whole EUR, tax included; `weight` is how often it is bought."""

    sku: str
    description: str
    kind: str
    price: int
    weight: int = 4
    returnable: bool = True


def _goods(prefix: str, *rows: tuple[str, int, int]) -> list[Product]:
    return [
        Product(f"{prefix}-{number:03d}", name, Kind.PHYSICAL, price, weight)
        for number, (name, price, weight) in enumerate(rows, start=101)
    ]


PRODUCTS: tuple[Product, ...] = (
    *_goods(
        "LAMP",
        ("Desk lamp “Fjord”, brass", 89, 6),
        ("Desk lamp “Fjord”, black", 94, 5),
        ("Floor lamp “Tall Pine”", 189, 4),
        ("Pendant lamp “Paper Moon”, 45 cm", 64, 7),
        ("Wall lamp “Lantern Street”", 79, 5),
        ("Bedside lamp “Dusk”, rechargeable", 49, 8),
        ("LED bulb E27, warm, pack of 3", 18, 12),
        ("Candle holder “Ember”, set of 2", 29, 8),
    ),
    *_goods(
        "SEAT",
        ("Dining chair “Alder”, oak", 149, 6),
        ("Office chair “Steady”, mesh back", 329, 4),
        ("Armchair “Hollow”, wool, grey", 590, 2),
        ("Bar stool “Perch”", 119, 4),
        ("Two-seat sofa “Harbour”", 1290, 1),
        ("Bench “Long Table”, 140 cm", 219, 2),
        ("Seat cushion, felt", 24, 8),
    ),
    *_goods(
        "DESK",
        ("Standing desk “Rise”, 140 × 70 cm", 649, 3),
        ("Writing desk “Quiet Corner”", 429, 2),
        ("Bookshelf “Ladder”, five boards", 239, 3),
        ("Side table “Pebble”", 95, 5),
        ("Drawer unit, lockable", 179, 3),
        ("Desk mat, cork", 35, 8),
        ("Cable tray, steel", 22, 7),
        ("Monitor arm, single", 99, 5),
    ),
    *_goods(
        "HOME",
        ("Wool blanket “Shore”, 130 × 180 cm", 79, 7),
        ("Linen bedding, 155 × 220 cm", 129, 5),
        ("Bath towels, organic cotton, set of 4", 58, 6),
        ("Stoneware mugs, set of 4", 42, 9),
        ("Carafe and two glasses", 36, 6),
        ("Chef's knife, 20 cm", 85, 4),
        ("Cast-iron pan, 26 cm", 69, 5),
        ("Chopping board, walnut", 45, 6),
        ("Pour-over coffee set", 54, 7),
        ("Wall clock “Station”", 65, 4),
        ("Round mirror, 60 cm", 110, 3),
        ("Doormat, coir", 32, 5),
        ("Plant pot “Terra”, large", 39, 7),
        ("Watering can, copper", 48, 4),
        ("Rug “Field”, 160 × 230 cm", 349, 2),
        ("Curtains, linen, pair", 138, 3),
        ("Scented candle “Cedar”", 26, 9),
        ("Gift wrap and card", 6, 8),
    ),
    *_goods(
        "PAPER",
        ("Notebook A5, dotted, pack of 3", 21, 9),
        ("Fountain pen “Margin”", 59, 4),
        ("Wall calendar, landscapes", 19, 6),
        ("Print “Lighthouse”, framed, 50 × 70 cm", 98, 4),
    ),
    Product("BOOK-201", "E-book: Small Rooms, Good Light", Kind.DIGITAL, 14, 6),
    Product("BOOK-202", "E-book: The Repair Notebook", Kind.DIGITAL, 12, 5),
    Product("BOOK-203", "E-book: Cooking for Two Pans", Kind.DIGITAL, 16, 5),
    Product("AUDIO-204", "Audiobook: A Year of Quiet Evenings", Kind.DIGITAL, 19, 4),
    Product("PLAN-205", "Room planner, lifetime licence", Kind.DIGITAL, 39, 3),
    Product("SUB-301", "Home & Table magazine, one year", Kind.SUBSCRIPTION, 48, 5),
    Product("SUB-302", "Coffee subscription, one month", Kind.SUBSCRIPTION, 22, 6),
    Product("SUB-303", "Flower subscription, one month", Kind.SUBSCRIPTION, 34, 4),
    Product("WORK-401", "Workshop: Repair your chair", Kind.SERVICE, 85, 3),
    Product("WORK-402", "Workshop: Candle making", Kind.SERVICE, 65, 3),
    Product("ASSEM-403", "Assembly at home, per hour", Kind.SERVICE, 55, 3),
    Product("TICK-501", "Ticket: Design market, Saturday", Kind.TICKET, 18, 4),
    Product("TICK-502", "Ticket: Evening with the makers", Kind.TICKET, 35, 3),
    Product("SALE-601", "Shelf “Ladder”, last piece, as seen", Kind.PHYSICAL, 99, 2, returnable=False),
)

SHIPPING = Product("SHIP-001", "Standard shipping", Kind.SHIPPING, 5)
FREIGHT = Product("SHIP-002", "Delivery by freight, to the room", Kind.SHIPPING, 39)
BY_SKU = {product.sku: product for product in PRODUCTS}

# One minor-unit price per whole EUR of the catalogue; a shop's own price lists, no exchange rates.
_PRICE_LIST = {"EUR": 100, "USD": 112, "GBP": 88, "JPY": 160}

# Standard and reduced rate for books and magazines, in percent, as of 2026; in the US an average of state and city.
_TAX = {
    "DE": ("19", "7"), "AT": ("20", "10"), "FR": ("20", "5.5"), "NL": ("21", "9"), "BE": ("21", "6"),
    "ES": ("21", "4"), "IT": ("22", "4"), "IE": ("23", "0"), "FI": ("25.5", "14"), "GB": ("20", "0"),
    "US": ("7.25", "7.25"), "JP": ("10", "10"),
}  # fmt: skip
_REDUCED = ("BOOK", "AUDIO", "SUB-301")


def price_minor(product: Product, currency: str) -> int:
    """The price of one in minor units, ending as the country likes it: 89.90 EUR, 99.68 USD, 14,240 JPY."""
    amount = product.price * _PRICE_LIST[currency]
    if currency == "JPY":
        return amount // 10 * 10
    return amount - amount % 100 + (90 if product.kind != Kind.SHIPPING else 95)


def tax_rate(product: Product, country: str) -> Decimal:
    standard, reduced = _TAX[country]
    return Decimal(reduced if product.sku.startswith(_REDUCED) else standard)


def tax_in(gross_minor: int, rate: Decimal) -> int:
    """The tax that a price contains, rounded half up to the minor unit."""
    thousandths = int(rate * 1000)
    return (2 * gross_minor * thousandths + 100_000 + thousandths) // (2 * (100_000 + thousandths))
