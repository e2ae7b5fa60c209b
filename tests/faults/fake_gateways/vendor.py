"""What each gateway has words of its own for. Its module speaks its wire; what happens is decided in `till`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.faults.fake_gateways.books import Books, Payment, Refund
from tests.faults.fake_gateways.http1 import Request, Said

NOTHING_LEFT, TOO_MUCH, OTHER_CURRENCY = "nothing_left", "too_much", "other_currency"
"""Why a gateway refuses by itself, in our words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A refund that is asked for. `amount_minor` is None for all that is left."""

    payment: str
    amount_minor: int | None
    currency: str
    reference: str
    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A webhook before it is sealed."""

    event: str
    kind: str
    thing: Mapping[str, Any]


class Vendor(ABC):
    """One gateway's words. `keeps_refusals` and `keeps_errors` are what its keys remember besides what went well."""

    code: ClassVar[str]
    keeps_refusals: ClassVar[bool] = False
    keeps_errors: ClassVar[bool] = False
    compares_bodies: ClassVar[bool] = True
    tells_later: ClassVar[bool] = False
    """Whether the answer only says that the request has come, and a webhook how it ended."""
    declines: ClassVar[tuple[str, ...]]
    """The words with which it turns a refund down by chance."""

    def __init__(self, books: Books) -> None:
        self.books = books

    @abstractmethod
    def stranger(self, request: Request) -> Said | None:
        """Turn away who has no key of this account."""

    @abstractmethod
    def wanted(self, request: Request) -> Wanted | Said | None:
        """Read a request for a refund; None for a question, an answer for what cannot be meant."""

    @abstractmethod
    def question(self, request: Request) -> Said:
        """Answer anything else."""

    def is_exempt(self, request: Request) -> bool:
        """Whether a question is answered also in a brown-out of time-outs after success."""
        return False

    @abstractmethod
    def new_id(self, number: int) -> str:
        """Name a refund."""

    @abstractmethod
    def made(self, refund: Refund) -> Said:
        """Tell of a refund that was just made."""

    def again(self, refund: Refund, first: Said) -> Said:
        """Answer the same request under the same key."""
        return first

    @abstractmethod
    def unknown_payment(self, wanted: Wanted) -> Said: ...

    @abstractmethod
    def objection(self, why: str, wanted: Wanted, payment: Payment) -> Said:
        """Refuse for NOTHING_LEFT, TOO_MUCH or OTHER_CURRENCY."""

    def own_objection(self, wanted: Wanted, payment: Payment) -> Said | None:
        """Refuse for a reason that only this gateway has."""
        return None

    @abstractmethod
    def decline(self, word: str) -> Said | str:
        """Turn a refund down: with an answer, or with a refund that fails for this reason."""

    def no_funds(self) -> Said | str:
        """The account has too little: an answer, or the reason for which the refund waits."""
        return ""

    @abstractmethod
    def mismatch(self, wanted: Wanted) -> Said:
        """The key came before with another body."""

    @abstractmethod
    def in_progress(self) -> Said:
        """A twin of this request is being worked on."""

    @abstractmethod
    def busy(self, retry_after: int) -> Said: ...

    @abstractmethod
    def broken(self) -> Said:
        """Something went wrong inside, before or after the effect."""

    @abstractmethod
    def unavailable(self) -> Said: ...

    @abstractmethod
    def letter(self, refund: Refund, number: int, changed_by: int = 0) -> Letter | None:
        """Write the webhook about a refund's present status, its amount off by so many minor units."""

    @abstractmethod
    def seal(self, letter: Letter, at: float, is_forged: bool) -> tuple[dict[str, str], bytes]:
        """Sign a letter; return its headers and its bytes."""
