"""When people bought, and what: more from year to year, most before Christmas, in the evening and on Sundays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from reporting.demo_shop.catalogue import BY_SKU, FREIGHT, PRODUCTS, SHIPPING, Kind, Product
from reporting.demo_shop.people import MILA, TOM, Newcomers, Person

CURRENCY_OF = {"GB": "GBP", "US": "USD", "JP": "JPY"}
"""Everywhere else people pay in EUR."""

_COUNTRIES = {
    "DE": 26, "AT": 6, "FR": 9, "NL": 6, "BE": 2, "ES": 5, "IT": 4, "IE": 2, "FI": 2, "GB": 14, "US": 17, "JP": 7,
}  # fmt: skip
_UTC_HOURS = {"GB": 0, "IE": 0, "FI": 2, "US": -6, "JP": 9}
_MONTHS = (90, 82, 88, 90, 94, 90, 84, 86, 98, 112, 158, 172)
_WEEKDAYS = (108, 100, 98, 100, 92, 94, 122)
_HOURS = (3, 1, 1, 1, 1, 2, 5, 9, 14, 18, 20, 21, 24, 22, 20, 20, 22, 25, 29, 36, 40, 36, 22, 9)
_CHANNELS = {"web": 78, "marketplace": 15, "store": 7}
_GROWTH_PERCENT = 90
"""How much more is sold at the end of the time than at its beginning."""

_BIG = ("DESK-101", "SEAT-102", "SEAT-101", "DESK-108", "LAMP-103", "SEAT-105")
"""What offices buy many of."""


@dataclass(frozen=True, slots=True)
class Order:
    moment: datetime
    person: Person
    basket: tuple[tuple[Product, int], ...]
    channel: str = "web"
    discount_percent: int = 0

    @property
    def currency(self) -> str:
        return CURRENCY_OF.get(self.person.country, "EUR")


def draw_orders(rng: Random, now: datetime, days: int, count: int) -> list[Order]:
    """Draw `count` orders over the last `days` days, oldest first; the last ones belong to Mila and Tom."""
    known = known_orders(now)
    crowd = _Crowd(rng)
    moments = sorted(_moments(rng, now, days, max(count - len(known), 0)))
    return sorted([*known, *(crowd.order(moment) for moment in moments)], key=lambda order: order.moment)


def known_orders(now: datetime) -> list[Order]:
    """What Mila and Tom bought: the tour through the demo begins with them.

    Tom's older order is young enough for the fee on goods, however short the past of a small shop is.
    """
    baskets = (
        (MILA, 41, ("HOME-106", 1), ("BOOK-201", 1)),
        (MILA, 16, ("LAMP-101", 1), ("LAMP-107", 2)),
        (MILA, 9, ("SEAT-101", 2), ("SEAT-107", 2)),
        (TOM, 19, ("HOME-105", 1), ("HOME-111", 1)),
        (TOM, 8, ("DESK-101", 1), ("DESK-106", 1)),
    )
    return [
        Order(now - timedelta(days=days, hours=3), person, tuple((BY_SKU[sku], quantity) for sku, quantity in things))
        for person, days, *things in baskets
    ]


def _moments(rng: Random, now: datetime, days: int, count: int) -> list[datetime]:
    """Days by growth, month and weekday; the hour follows with the buyer's country."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    choice = [today - timedelta(days=ago) for ago in range(days, 0, -1)]
    weights = [
        (100 * days + _GROWTH_PERCENT * nth) * _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()]
        for nth, day in enumerate(choice)
    ]
    return rng.choices(choice, weights, k=count)


class _Crowd:
    """Everybody who buys; about four in ten orders come from somebody who has bought before."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._newcomers = Newcomers(rng)
        self._known: dict[str, list[Person]] = {country: [] for country in _COUNTRIES}

    def order(self, day: datetime) -> Order:
        rng = self._rng
        country = _draw(rng, _COUNTRIES)
        moment = self._time_of(day, country)
        if rng.randrange(100) < 3:
            return Order(moment, self._buyer(country), self._office(), "web", rng.choice((0, 5, 10)))
        channel = _draw(rng, _CHANNELS)
        discount = rng.choices((0, 10, 15, 20), (86, 8, 4, 2))[0]
        return Order(moment, self._buyer(country), self._basket(channel), channel, discount)

    def _time_of(self, day: datetime, country: str) -> datetime:
        hour = self._rng.choices(range(24), _HOURS)[0] - _UTC_HOURS.get(country, 1)
        seconds = self._rng.randrange(3600)
        return day + timedelta(hours=hour % 24, seconds=seconds)

    def _buyer(self, country: str) -> Person:
        known = self._known[country]
        if known and self._rng.randrange(100) < 44:
            return self._rng.choice(known)
        known.append(self._newcomers.meet(country))
        return known[-1]

    def _basket(self, channel: str) -> tuple[tuple[Product, int], ...]:
        things = self._rng.choices((1, 2, 3, 4), (52, 28, 14, 6))[0]
        drawn = self._rng.choices(PRODUCTS, [product.weight for product in PRODUCTS], k=things)
        products = list(dict.fromkeys(drawn))
        basket = [(product, self._quantity(product)) for product in products]
        return tuple(basket + _shipping(basket, channel))

    def _quantity(self, product: Product) -> int:
        if product.kind in (Kind.DIGITAL, Kind.SUBSCRIPTION):
            return 1
        if product.sku == "SEAT-101":
            return self._rng.choice((2, 4, 4, 6))
        return self._rng.choices((1, 2, 3), (80, 15, 5))[0] if product.price < 200 else 1

    def _office(self) -> tuple[tuple[Product, int], ...]:
        skus = self._rng.sample(_BIG, k=self._rng.choice((1, 2, 2)))
        basket = [(BY_SKU[sku], self._rng.randint(2, 5)) for sku in skus]
        return (*basket, (FREIGHT, 1))


def _shipping(basket: list[tuple[Product, int]], channel: str) -> list[tuple[Product, int]]:
    """Freight for what is large, nothing above 80, nothing over the counter."""
    goods = [(product, quantity) for product, quantity in basket if product.kind == Kind.PHYSICAL]
    if not goods or channel == "store":
        return []
    if any(product.price >= 400 for product, _ in goods):
        return [(FREIGHT, 1)]
    total = sum(product.price * quantity for product, quantity in goods)
    return [(SHIPPING, 1)] if total < 80 else []


def _draw(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
