"""The drawings in the README show the moves that the code declares; `make states` draws them anew."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from refunds.models import Refund, RefundAttempt
from refunds.statemachine import declared_pairs

IMAGES = Path(__file__).parents[2] / "static" / "img"


@pytest.mark.parametrize(("model", "drawing"), [(Refund, "refund-states.svg"), (RefundAttempt, "attempt-states.svg")])
def test_the_drawing_shows_every_declared_move_and_no_other(model, drawing):
    titles = re.findall(r"<title>([^<]*)</title>", html.unescape((IMAGES / drawing).read_text()))
    drawn = {tuple(end.rsplit(".", 1)[-1] for end in title.split("->")) for title in titles if "->" in title}
    assert drawn == set(declared_pairs(model))
