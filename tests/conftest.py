"""What every test stands on: real engines, then Django, then the people of the stories."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from config import catalogues
from tests import engines

catalogues.compile_all()
os.environ["RECOURSE_ENV"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
_run_engines = engines.start_unless_given()
engines.separate_parallel_process()

import django  # noqa: E402

django.setup()

import config.celery  # noqa: E402, F401

# A busy machine draws slowly; that is no fault of what is tested.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")

pytest_plugins = [
    "tests.cast", "tests.localstripe", "tests.adyen_stand_in", "tests.paypal_stand_in", "tests.mollie_stand_in",
    "tests.braintree_stand_in", "tests.stripe_stand_in", "tests.programs",
]  # fmt: skip


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let no parallel process read the settings before this file has given it its own Valkey number."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold something slow: begun last, they would leave one processor idle in the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_unconfigure() -> None:
    if _run_engines:
        _run_engines.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Copy a finished database instead of migrating an empty one, where the engines are our own."""
    from django.db import connection

    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get(engines.TEMPLATE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Let go of the sandbox's own connections before the test database is dropped."""
    yield
    from refunds.gateways.sandbox.record import close_pools

    close_pools()


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a real process of ours, a worker or a command, that sees this test's database."""
    from django.db import connection

    database = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")
    return {**os.environ, "DATABASE_URL": url.geturl()}


@pytest.fixture
def fresh_sandbox(django_db_setup: None) -> None:
    """Begin with a practice gateway that has forgotten every other test."""
    from tests.desk import sandbox

    sandbox().console.forget_everything()


@pytest.fixture(autouse=True)
def no_account_of_another_test() -> Iterator[None]:
    """What a test set up at the desk is gone from the database; let it be gone from this process's memory too."""
    yield
    from refunds.actions.watch_funds import forget_silence
    from refunds.flow import gate
    from refunds.gateways.accounts import forget_stored

    gate.forget("sandbox")
    forget_silence()
    forget_stored()


@pytest.fixture(autouse=True)
def no_brand_of_another_test() -> None:
    """Begin as a shop that has set nothing: no page asks for it, and none shows what another test saved."""
    from customers import brand

    brand.remember(brand.Brand())


@pytest.fixture(autouse=True)
def the_shops_own_language() -> Iterator[None]:
    """Begin in the settings' language: a page asked for in German leaves its thread speaking German."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> Path:
    """Papers of this test lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def empty_queue() -> None:
    """Begin with no message left over from another test."""
    import redis

    redis.Redis.from_url(os.environ["REDIS_URL"]).flushdb()
