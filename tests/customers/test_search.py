"""Finding payments and customers by words, as people write them."""

from __future__ import annotations

import pytest

from customers.models import CustomerWords, Payment
from customers.search import customers_with, payments_with, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def sofia(make_payment, mila):
    mila.name, mila.email = "Zoë Brontë-Großmann O’Łukasz", "zoe.bronte@home.example"
    mila.save()
    return make_payment(mila, order_reference="Web/77-B", card_last4="9911", gateway_reference="ch_3Ab%_x")


@pytest.mark.parametrize(
    "words",
    [
        "zoe", "ZOË", "bronte", "Brontë-Groß", "grossmann", "GROSSMANN", "o'lukasz", "O’łuk", "lukasz",
        "zoe.bronte@home.example", "ZOE.BRONTE@", "9911", "web/77-b", "Web", "77", "ch_3ab%", "ch_3AB%_x",
        "grossmann 9911 web", "9911 zoe",
    ],
)  # fmt: skip
def test_a_payment_is_found_by_the_words_of_its_customer_and_its_numbers(words, sofia, make_payment, tom):
    make_payment(tom, card_last4="0000")
    assert payments_with(words) == [sofia.pk]


@pytest.mark.parametrize("words", ["roe", "onte", "zoe 0000", "2026", "ch_3ab%x", "zoe.home", "99", "%", "_", "zz"])
def test_a_word_must_begin_one_of_theirs(words, sofia):
    assert payments_with(words) == []


def test_the_number_of_a_payment_finds_no_other_with_the_same_digits(sofia, make_payment, tom):
    other = make_payment(tom)
    assert payments_with(sofia.reference) == [sofia.pk]
    assert payments_with(other.reference.lower()) == [other.pk]


@pytest.mark.parametrize(
    "words",
    ["", " ", "'", "''", "\\", "\\'", "' | 'x", "!zoe", "zoe:*", "zoe & !tom", "(", "<->", ":*", "a\u202eb", "\x7f",
     "x" * 100, "́", "ﷺ" * 50, "'; DROP TABLE customers_payment; --", "%s %(x)s", "😀", "\ud7ff"],
)  # fmt: skip
def test_hostile_words_find_nothing_and_break_nothing(words, sofia):
    assert payments_with(typed(words)) == []
    assert customers_with(typed(words)) == []


def test_a_new_name_is_found_and_the_old_one_no_longer(sofia, mila):
    mila.name = "Mila Novak"
    mila.save()
    assert payments_with("novak") == [sofia.pk] and payments_with("grossmann") == []
    assert customers_with("novak") == [mila.pk] and customers_with("grossmann") == []


def test_a_corrected_order_number_is_found(sofia):
    Payment.objects.filter(pk=sofia.pk).update(order_reference="WEB-78")
    assert payments_with("web-78") == [sofia.pk] and payments_with("77") == []


def test_customers_are_found_by_all_their_words(mila, tom):
    assert customers_with("novak mila") == [mila.pk]
    assert customers_with("mila@home.example") == [mila.pk]
    assert customers_with(tom.reference) == [tom.pk]
    assert CustomerWords.objects.count() == 2
