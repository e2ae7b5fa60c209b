"""Who acts. Every action takes an actor; history rows and case events carry it, from workers and commands too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from customers.models import ApiKey, Customer, User

CUSTOMER, USER, API_KEY, SYSTEM, GATEWAY = "customer", "user", "api_key", "system", "gateway"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a key or a part of the system. `key` ("user:5") is what is stored, `label` what people read."""

    kind: str
    id: str
    label: str
    person: Any = None
    """The User behind the act, where there is one: a signed-in person, or the owner of an API key."""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def is_staff(self) -> bool:
        return self.kind in (USER, API_KEY)

    @classmethod
    def user(cls, user: User) -> Actor:
        return cls(USER, str(user.pk), user.label, user)

    @classmethod
    def customer(cls, customer: Customer) -> Actor:
        return cls(CUSTOMER, str(customer.pk), customer.name or customer.email)

    @classmethod
    def api_key(cls, key: ApiKey) -> Actor:
        return cls(API_KEY, key.prefix, key.name, key.owner)  # the primary key holds the hash

    @classmethod
    def system(cls, part: str) -> Actor:
        return cls(SYSTEM, part, part)

    @classmethod
    def gateway(cls, account: str) -> Actor:
        return cls(GATEWAY, account, account)


_current: ContextVar[Actor | None] = ContextVar("recourse_actor", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Let history rows written inside the block carry this actor."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


def current_actor() -> Actor | None:
    return _current.get()
