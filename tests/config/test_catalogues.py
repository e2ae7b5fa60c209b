"""Every word of the house is there in every language, with the same holes to fill, and up to date."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from config import catalogues
from customers.notifications.check import checked_words
from customers.notifications.kinds import letter_kinds
from customers.notifications.texts import delivered

HOLES = re.compile(r"%\([^)]*\)[sd]|%[sd]|<[^>]+>")
FOUND = catalogues.extracted()


def strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def for_customers():
    return [message for message in FOUND if message.id and catalogues.for_customers(message.locations)]


def test_the_words_of_customers_are_found_where_they_stand():
    known = {message.id for message in for_customers() if isinstance(message.id, str)}
    assert {
        "Ask for a refund",
        "Your money is safe with us. A colleague looks for another way and writes to you.",
    } <= known
    assert "What happened to the lamp?" not in known and len(known) > 400


def wanting(language, messages):
    catalog = catalogues.read(language)
    kept = [(message.id, catalog.get(message.id)) for message in messages]
    return [words for words, found in kept if found is None or found.fuzzy or not all(strings(found))]


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_nothing_that_a_customer_reads_is_missing(language):
    assert not wanting(language, for_customers()), "make words, then translate"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_nothing_that_staff_read_is_missing(language):
    for_staff = [message for message in FOUND if message.id and not catalogues.for_customers(message.locations)]
    assert len(for_staff) > 1500
    assert not wanting(language, for_staff), "make words, then translate"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_list_of_terms_stands_above_the_words_and_is_no_part_of_them(language):
    text = catalogues.po_file(language).read_text(encoding="utf-8")
    assert text.startswith("# How we name things in ") and text.count("# refund: ") == 1
    assert not any(message.user_comments for message in catalogues.read(language))


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_translation_fills_the_same_holes(language):
    for message in catalogues.read(language):
        if message.id and all(strings(message)):
            forms = [message.id] if isinstance(message.id, str) else list(message.id)
            wanted = {tuple(sorted(HOLES.findall(form))) for form in forms}
            assert {tuple(sorted(HOLES.findall(said))) for said in strings(message)} <= wanted, message.id


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_catalogue_holds_no_word_that_is_gone(language):
    there = {message.id if isinstance(message.id, str) else message.id[0] for message in FOUND if message.id}
    gone = [
        message.id
        for message in catalogues.read(language)
        if message.id and (message.id if isinstance(message.id, str) else message.id[0]) not in there
    ]
    assert not gone, "make words"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_compiled_words_are_the_ones_that_run(language):
    with translation.override(language):
        assert gettext("Ask for a refund") == str(catalogues.read(language).get("Ask for a refund").string)


def test_the_languages_of_the_house_are_those_of_the_catalogues():
    assert [code for code, _name in settings.LANGUAGES] == ["en", *catalogues.LANGUAGES]


@pytest.mark.parametrize("language", ["en", *catalogues.LANGUAGES])
def test_every_letter_is_delivered_in_every_language_and_passes_its_own_checks(language):
    for code, kind in letter_kinds().items():
        words = delivered(code, language)
        checked_words(kind, words.subject, words.heading, words.body)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_letter_in_another_language_names_the_same_facts(language):
    for code in letter_kinds():
        names = [set(re.findall(r"{(\w+)}", delivered(code, tongue).body)) for tongue in ("en", language)]
        assert names[0] == names[1], code
