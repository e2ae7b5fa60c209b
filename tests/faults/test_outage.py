"""The broker forgets everything and the database crashes: what was approved is paid, once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

REFUNDS = os.environ.get("OUTAGE_REFUNDS", "30")


@pytest.mark.crash
@pytest.mark.slow
def test_refunds_survive_the_loss_of_the_broker_and_a_crash_of_the_database():
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.outage", REFUNDS], capture_output=True, text=True, timeout=600
    )
    assert run.returncode == 0, run.stdout + run.stderr[-4000:]
    assert f"{REFUNDS} passed, 0 failed" in run.stdout
