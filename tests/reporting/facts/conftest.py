"""A shop with a past in three currencies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from customers.models import Customer, User
from tests.cast import PaymentFactory
from tests.reporting.facts.history import History


@pytest.fixture
def past(
    make_payment: PaymentFactory, mila: Customer, tom: Customer, boris: User, fatima: User, lena: User,
    fresh_sandbox: None,
) -> Callable[..., History]:  # fmt: skip
    """past(seed, steps=40): what is drawn with the same seed is the same past."""

    def play(seed: int, steps: int = 40) -> History:
        history = History(seed, make_payment, [mila, tom], {"boris": boris, "fatima": fatima, "lena": lena})
        history.play(steps)
        return history

    return play
