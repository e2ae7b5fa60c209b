"""What is added together stands in order, or not at all."""

from __future__ import annotations

import pytest
from django.db import transaction

from customers.actors import Actor, acting
from customers.models import Customer, Message
from customers.notifications.send import deliver_due
from customers.notifications.write import write_message
from customers.together import adding_together

pytestmark = pytest.mark.django_db


def write(mila: Customer, nth: int) -> Message:
    return write_message(mila, "portal_link", {"door": f"http://localhost/{nth}"}, about=f"letter {nth}")


def test_letters_of_one_block_are_written_at_its_end_in_their_order(mila: Customer) -> None:
    with transaction.atomic(), adding_together():
        letters = [write(mila, nth) for nth in range(3)]
        with adding_together():
            letters.append(write(mila, 3))
        assert not Message.objects.exists()

    assert list(Message.objects.order_by("pk")) == letters
    assert [letter.about for letter in letters] == ["letter 0", "letter 1", "letter 2", "letter 3"]


def test_after_an_error_nothing_was_written_and_the_next_letter_is_written_at_once(mila: Customer) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), adding_together():
        write(mila, 1)
        raise ZeroDivisionError
    write(mila, 2)

    assert [letter.about for letter in Message.objects.all()] == ["letter 2"]


def test_history_carries_the_one_who_acted_inside_the_block_too(mila: Customer) -> None:
    with transaction.atomic(), acting(Actor.system("worker")), adding_together():
        for country in ("DE", "FR", "IT"):
            mila.country = country
            mila.save()

    rows = mila.history.order_by("history_id").values_list("history_type", "country", "history_actor")
    assert list(rows)[1:] == [("~", country, "system:worker") for country in ("DE", "FR", "IT")]


def test_a_round_without_time_delivers_one_letter_and_gives_the_others_back(mila: Customer) -> None:
    for nth in range(3):
        write(mila, nth)

    assert [deliver_due(seconds=0) for _ in range(4)] == [1, 1, 1, 0]
    assert set(Message.objects.values_list("state", "tries")) == {("sent", 1)}
