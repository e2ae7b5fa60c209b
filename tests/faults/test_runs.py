"""The runs with a whole house of real processes, each before the judge. Small here; `make faults` plays them whole."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.faults.__main__ import RUNS

SEEDS = os.environ.get("CHAOS_SEEDS", "1").split(",")

pytestmark = [pytest.mark.crash, pytest.mark.slow]


@pytest.fixture(scope="module")
def played(request) -> tuple[int, str]:
    """All runs that were chosen, one after the other in one house: it takes long to open."""
    wanted = [item.callspec.params["run"] for item in request.session.items if item.function is test_it_comes_right]
    return _play(*dict.fromkeys(wanted))


def _play(*runs: str, seed: str = SEEDS[0]) -> tuple[int, str]:
    """Play them and pass on what they say at once: whole runs take their time."""
    command = [sys.executable, "-m", "tests.faults", *runs, "--seed", seed]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as play:
        assert play.stdout is not None
        for line in play.stdout:
            print(line, end="", flush=True)
            said.append(line)
    return play.returncode, "".join(said[-200:])


TITLES = {
    "chaos": ["R1 chaos"],
    "webhooks": ["R3 webhooks"],
    "broker": ["R4 broker"],
    "database": ["R5 database"],
    "brown-out": ["R6 brown-out"],
    "controls": ["control: new key per run", "control: silence is a failure"],
}


@pytest.mark.parametrize("run", RUNS)
def test_it_comes_right(run, played):
    _code, said = played
    for title in TITLES[run]:
        assert f"{title}: passed" in said, said


@pytest.mark.parametrize("seed", SEEDS[1:])
def test_chaos_with_another_seed(seed):
    code, said = _play("chaos", seed=seed)
    assert code == 0, said
