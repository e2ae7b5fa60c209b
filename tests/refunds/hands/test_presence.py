"""Two people on one case see each other, and hardly anything is written for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from refunds.models import CasePresence
from refunds.presence import say_present
from refunds.tasks import forget_who_was_there

pytestmark = pytest.mark.django_db


def look(client, refund, **said):
    return client.post(reverse("refunds:presence", args=[refund.reference]), said).content.decode()


def time_passes(seconds: int) -> None:
    CasePresence.objects.update(seen_at=F("seen_at") - timedelta(seconds=seconds))


def test_boris_and_chidi_see_each_other(waiting, boris, chidi, sign_in):
    assert "looking" not in look(sign_in(boris), waiting)
    assert "Boris Meyer is looking at this too" in look(sign_in(chidi), waiting)
    assert "Chidi Okafor is looking at this too" in look(sign_in(boris), waiting)


def test_who_writes_a_decision_is_said_to(waiting, boris, chidi, sign_in):
    look(sign_in(boris), waiting, deciding="yes")
    assert "Boris Meyer is writing a decision" in look(sign_in(chidi), waiting)


def test_who_left_is_gone_at_once_and_who_fell_silent_after_twenty_seconds(waiting, boris, chidi, sign_in):
    look(sign_in(boris), waiting)
    look(sign_in(boris), waiting, gone="yes")
    assert "Boris" not in look(sign_in(chidi), waiting)
    look(sign_in(boris), waiting)
    time_passes(21)
    assert "Boris" not in look(sign_in(chidi), waiting)


def test_a_poll_writes_only_when_there_is_something_new(waiting, boris):
    assert say_present(waiting, boris, is_deciding=False) is True
    assert say_present(waiting, boris, is_deciding=False) is False
    assert say_present(waiting, boris, is_deciding=True) is True
    time_passes(9)
    assert say_present(waiting, boris, is_deciding=True) is True
    assert CasePresence.objects.count() == 1


def test_the_list_marks_a_case_that_is_open_elsewhere(waiting, boris, chidi, sign_in):
    say_present(waiting, boris, is_deciding=True)
    assert "Boris Meyer decides" in sign_in(chidi).get(reverse("refunds:queue")).content.decode()
    assert "Boris Meyer decides" not in sign_in(boris).get(reverse("refunds:queue")).content.decode()


def test_what_is_long_past_is_forgotten(waiting, boris, chidi):
    say_present(waiting, boris, is_deciding=False)
    time_passes(3700)
    say_present(waiting, chidi, is_deciding=False)
    assert forget_who_was_there() == 1


def test_a_case_that_is_none_has_nobody(boris, sign_in):
    assert sign_in(boris).post(reverse("refunds:presence", args=["RF-1999-1"])).status_code == 404
    assert sign_in(boris).get(reverse("refunds:presence", args=["RF-1999-1"])).status_code == 405
