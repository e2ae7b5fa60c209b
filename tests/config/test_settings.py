"""Production starts whole or not at all, and nothing made for the demo leaks into it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from config.check_production import MADE_UP

SHOW = "from django.conf import settings; print({})"


def start(environment: dict[str, str], show: str = "settings.RECOURSE_ENV") -> subprocess.CompletedProcess[str]:
    """Load the settings in a fresh process that knows nothing but this environment."""
    bare = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", SHOW.format(show)]
    return subprocess.run(command, env={**bare, **environment}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "EMAIL_URL", "TRUSTED_PROXY_COUNT"],
)
def test_production_refuses_to_start_without_each_of_its_needs_and_names_it(name: str) -> None:
    refused = start({key: value for key, value in MADE_UP.items() if key != name})
    assert refused.returncode != 0
    assert refused.stderr.strip().endswith(f"Recourse does not start in production without {name}: set them.")


def test_all_that_is_missing_is_named_at_once() -> None:
    assert "without SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL" in start({"RECOURSE_ENV": "production"}).stderr


def test_an_unknown_kind_of_house_is_refused() -> None:
    assert "RECOURSE_ENV must be" in start({"RECOURSE_ENV": "prod"}).stderr


def test_crash_points_and_debug_cannot_be_switched_on_in_production() -> None:
    shown = start(
        {**MADE_UP, "CRASH_POINT": "claim_committed", "DEBUG": "true"}, "repr(settings.CRASH_POINT), settings.DEBUG"
    )
    assert shown.stdout.strip() == "'' False"


def test_crash_points_work_elsewhere() -> None:
    shown = start({"RECOURSE_ENV": "test", "CRASH_POINT": "claim_committed"}, "settings.CRASH_POINT")
    assert shown.stdout.strip() == "claim_committed"


def test_production_has_no_sandbox_and_no_stripe_unless_told() -> None:
    assert start(MADE_UP, "settings.GATEWAY_ACCOUNTS").stdout.strip() == "{}"


def test_cookies_of_production_belong_to_one_host_over_tls() -> None:
    shown = start(
        MADE_UP, "settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_DOMAIN"
    )
    assert shown.stdout.strip() == "__Host-recourse True None"


def test_the_web_process_shares_a_pool_and_a_test_does_not() -> None:
    shown = start(
        {**MADE_UP, "DATABASE_POOL_SIZE": "8"}, "settings.DATABASES['default']['OPTIONS']['pool']['max_size']"
    )
    assert shown.stdout.strip() == "8"
    shown = start(
        {"RECOURSE_ENV": "test", "DATABASE_POOL_SIZE": "8"}, "'pool' in settings.DATABASES['default']['OPTIONS']"
    )
    assert shown.stdout.strip() == "False"


def test_nothing_switches_the_second_factor_off_in_production() -> None:
    shown = start(
        {**MADE_UP, "STAFF_MFA": "false", "DEMO_MFA": "false", "STEP_UP": "false"},
        "settings.STAFF_MFA, settings.STEP_UP",
    )
    assert shown.stdout.strip() == "True True"


def test_the_demo_has_a_switch_for_the_second_factor() -> None:
    engines = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    shown = [
        start({"RECOURSE_ENV": "demo", **engines, **switch}, "settings.STAFF_MFA").stdout.strip()
        for switch in ({}, {"DEMO_MFA": "true"})
    ]
    assert shown == ["False", "True"]


def test_messages_leave_production_for_no_network_that_is_not_named() -> None:
    assert start(MADE_UP, "settings.SUBSCRIPTION_NETWORKS").stdout.strip() == "[]"
    assert "10.1 in SUBSCRIPTION_NETWORKS" in start({**MADE_UP, "SUBSCRIPTION_NETWORKS": "10.1"}).stderr
