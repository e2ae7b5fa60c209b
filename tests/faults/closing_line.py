"""A pytest plugin for `make faults`: the last line of the run is `N passed, N failed`."""

from __future__ import annotations

import pytest

_FAILED = ("failed", "error")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        failed = sum(len(reporter.stats.get(kind, ())) for kind in _FAILED)
        print(f"{len(reporter.stats.get('passed', ()))} passed, {failed} failed")
