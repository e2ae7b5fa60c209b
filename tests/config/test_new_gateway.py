"""The beginnings of a gateway: found like every other, and red until somebody has finished it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from config.new_gateway import ROOT, NameRefused, write_gateway
from config.new_gateway.__main__ import main
from refunds import gateways
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from tests.contracts import rigs, test_gateways


@pytest.fixture
def written(tmp_path: Path) -> list[Path]:
    return write_gateway("pay_example", tmp_path)


@pytest.fixture
def adapter(tmp_path: Path, written: list[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Gateway]]:
    """The new gateway as the discovery finds it, in a folder beside ours."""
    monkeypatch.setattr(gateways, "__path__", [*gateways.__path__, str(tmp_path / "refunds/gateways")])
    monkeypatch.setattr(rigs, "__path__", [*rigs.__path__, str(tmp_path / "tests/contracts/rigs")])
    gateway_classes.cache_clear()
    yield gateway_classes()["pay_example"]
    gateway_classes.cache_clear()
    for name in [name for name in sys.modules if ".pay_example" in name]:
        del sys.modules[name]


def test_it_writes_an_adapter_its_tests_a_sample_and_a_rig(tmp_path: Path, written: list[Path]) -> None:
    assert {str(path.relative_to(tmp_path)) for path in written} == {
        "refunds/gateways/pay_example/__init__.py",
        "refunds/gateways/pay_example/adapter.py",
        "refunds/gateways/pay_example/verdicts.py",
        "refunds/gateways/pay_example/webhooks.py",
        "refunds/gateways/pay_example/wire.py",
        "tests/contracts/rigs/pay_example.py",
        "tests/refunds/gateways/test_pay_example_words.py",
        "tests/samples/pay_example/refund.json",
    }
    assert not [path for path in written if "$" in path.read_text()]


def test_what_it_writes_has_the_style_of_the_house(tmp_path: Path, written: list[Path]) -> None:
    assert _ruff(tmp_path, "check") == ""
    assert _ruff(tmp_path, "format", "--check") == ""


def test_no_line_is_too_long_even_with_the_longest_name(tmp_path: Path) -> None:
    write_gateway("x" * 32, tmp_path)

    assert _ruff(tmp_path, "check", "--select", "E501") == ""


def test_it_is_found_and_says_its_name(adapter: type[Gateway]) -> None:
    assert (adapter.code, adapter.name, adapter.__name__) == ("pay_example", "PayExample", "PayExample")
    assert rigs.nobody_at("pay_example")["secret_key"] == "nobody"


CONTRACTS: list[tuple[Callable[..., None], str]] = [
    (test_gateways.test_it_says_who_it_is_and_what_it_can_do, "how long is the same key the same refund"),
    (test_gateways.test_the_same_instruction_is_always_the_same_bytes_and_carries_our_reference, "prepare: write"),
    (test_gateways.test_a_gateway_that_cannot_be_reached_leaves_everything_open, "prepare: write"),
]


@pytest.mark.parametrize(("contract", "says"), CONTRACTS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_contract_is_red_for_it_and_says_what_to_do(
    adapter: type[Gateway], contract: Callable[..., None], says: str
) -> None:
    with pytest.raises((AssertionError, NotImplementedError), match=says):
        contract(adapter=adapter)


def test_no_webhook_gets_in_before_somebody_has_said_how_it_is_proven(adapter: type[Gateway]) -> None:
    with pytest.raises(NotImplementedError, match="verify_webhook: prove"):
        test_gateways.unreachable(adapter).read_events(b'{"id": "evt_1"}', {})


def test_its_rig_says_what_a_stand_in_is(adapter: type[Gateway]) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"tests/contracts/rigs/pay_example.py: write a stand-in"):
        rigs.found_rigs()["pay_example"](None)


def test_its_table_test_is_red_row_by_row(tmp_path: Path, adapter: type[Gateway]) -> None:
    words = _module(tmp_path / "tests/refunds/gateways/test_pay_example_words.py")
    tests = [test for name, test in vars(words).items() if name.startswith("test_")]

    assert len(tests) == 5
    for test in tests:
        with pytest.raises(AssertionError, match=r"pay_example/|write each row"):
            test()


@pytest.mark.parametrize(
    "name",
    ["", "x", "Example", "1example", "exa mple", "exa-mple", "../example", "example_", "exa__mple", "é" * 5, "x" * 33,
     "class", "mollie", "http", "base", "sandbox", "example\n"],
)  # fmt: skip
def test_a_bad_name_or_one_that_is_taken_writes_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted((ROOT / "refunds/gateways").iterdir())

    with pytest.raises(NameRefused):
        write_gateway(name)

    assert main([name]) == 1
    assert capsys.readouterr().err
    assert sorted((ROOT / "refunds/gateways").iterdir()) == before


def test_what_somebody_has_begun_is_never_written_over(tmp_path: Path, written: list[Path]) -> None:
    written[1].write_text("half a day's work")

    with pytest.raises(NameRefused, match="There is refunds/gateways/pay_example already"):
        write_gateway("pay_example", tmp_path)
    assert written[1].read_text() == "half a day's work"


def test_without_a_name_it_says_how_to_say_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "make new-gateway NAME=example" in capsys.readouterr().err


def _ruff(folder: Path, *arguments: str) -> str:
    """Return what the linter of the house has against the files in a folder."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def _module(path: Path) -> Any:
    spec = spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_test_and_file_that_the_walk_names_is_there() -> None:
    walk = (ROOT / "CONTRIBUTING.md").read_text().partition("## A gateway, from empty to done")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(test_\w+)`", walk))
    files = {name for name in re.findall(r"`((?:refunds|tests|config)/[\w./]+)`", walk) if "example" not in name}
    known = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }

    assert len(named) >= 9
    assert named <= known
    assert len(files) >= 8
    assert [name for name in files if not (ROOT / name).exists()] == []
