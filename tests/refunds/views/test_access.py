"""The desk shows each person the ways that are open to them."""

from __future__ import annotations


def test_nobody_is_shown_a_way_to_a_page_that_is_closed_to_them(sign_in, boris, fatima, policy):
    for person, sees_finance in [(boris, False), (fatima, True)]:
        page = sign_in(person).get("/staff/", follow=True).content.decode()
        assert "/staff/payments/" in page
        assert ('href="/staff/finance/"' in page) == sees_finance
