"""Ida sets up an account at a gateway and gives it a secret that nobody reads again; webhooks outlive its rotation."""

from __future__ import annotations

import json
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from refunds.gateways import accounts
from refunds.gateways.secrets import unseal
from refunds.gateways.signed_header import sign
from refunds.models import GatewayAccount, GatewaySecret, OperationEvent, WebhookEvent
from tests.refunds.accounts.conftest import SECRET, gateway_at

pytestmark = pytest.mark.django_db

NEWER = "whsec-after-the-rotation"


def page(browser, name: str) -> str:
    response = browser.get(reverse("gateway", args=[name]))
    assert response.status_code == 200
    return response.content.decode()


def deliver(client, account: str, secret: str, event: str) -> int:
    """Post a webhook of the sandbox that is signed with this secret."""
    refund = {"id": "sbr_1", "payment": "pay_1", "reference": "RF-1", "amount": 2000, "currency": "EUR"}
    told = {"id": event, "type": "refund.succeeded", "created": "2026-11-26T09:00:00+00:00", "account": account}
    body = json.dumps({**told, "data": refund}).encode()
    headers = {"Sandbox-Signature": sign(body, secret, int(time.time()))}
    return client.post(f"/webhooks/{account}/", body, content_type="application/json", headers=headers).status_code


def test_ida_sets_an_account_up_from_nothing_to_its_first_test(ida, sign_in):
    browser = sign_in(ida)
    browser.post(reverse("gateways"), {"name": "sandbox-us", "gateway": "sandbox", "label": "America"})
    assert "Still to be set: webhook_secrets" in page(browser, "sandbox-us")

    secret = {"setting": "webhook_secrets", "value": SECRET}
    assert browser.post(reverse("gateway_secrets", args=["sandbox-us"]), secret).status_code == 302
    settings = {"label": "America", "version": GatewayAccount.objects.get().version, "latency_ms": "5"}
    assert browser.post(reverse("gateway_settings", args=["sandbox-us"]), settings).status_code == 302
    browser.post(reverse("gateway_check", args=["sandbox-us"]))

    shown = page(browser, "sandbox-us")
    assert "The sandbox answers and knows 0 payments." in shown
    assert "/webhooks/sandbox-us/" in shown
    assert gateway_at("sandbox-us").setup.knobs["latency_ms"] == 5
    acts = ["gateway.added", "gateway.secret_set", "gateway.edited", "gateway.checked"]
    assert list(OperationEvent.objects.order_by("id").values_list("kind", flat=True)) == acts


def test_both_secrets_prove_webhooks_until_the_older_one_is_retired(europe, ida, sign_in, client):
    browser = sign_in(ida)
    assert deliver(client, europe, SECRET, "sbe_1") == 200
    browser.post(reverse("gateway_secrets", args=[europe]), {"setting": "webhook_secrets", "value": NEWER})

    assert [deliver(client, europe, each, f"sbe_{each}") for each in (SECRET, NEWER)] == [200, 200]
    assert gateway_at(europe).setup.secrets == (NEWER, SECRET)

    older = GatewaySecret.objects.order_by("id").first()
    browser.post(reverse("gateway_secret_retirement", args=[europe, older.pk]))
    assert [deliver(client, europe, each, f"sbf_{each}") for each in (SECRET, NEWER)] == [400, 200]
    assert WebhookEvent.objects.count() == 4


def test_another_process_believes_a_new_secret_within_seconds(europe, settings):
    """What this process knows is old; it looks whether something changed, and builds the adapter afresh."""
    settings.GATEWAY_ACCOUNTS_SECONDS = 0
    before = gateway_at(europe)
    assert gateway_at(europe) is before
    with connection.cursor() as cursor:
        cursor.execute("UPDATE refunds_gatewayaccount SET label = 'Changed elsewhere'")
    assert gateway_at(europe) is not before


def test_nobody_ever_reads_a_secret_back(europe, ida, sign_in, program_of, capfd, caplog):
    browser, program = sign_in(ida), program_of(ida)
    refused = browser.post(reverse("gateway_secrets", args=[europe]), {"setting": "nothing", "value": NEWER})
    assert refused.status_code == 400
    import structlog

    gateway_at(europe)
    structlog.get_logger("test").warning("told", words=f"it was {SECRET}")
    said = [
        refused.content.decode(),
        page(browser, europe),
        browser.get(reverse("gateways")).content.decode(),
        browser.get(reverse("gateway_secrets", args=[europe])).content.decode(),
        browser.get("/staff/operations/?tab=acts").content.decode(),
        browser.get("/admin/").content.decode(),
        program.get("gateways/").content.decode(),
        program.get(f"gateways/{europe}/").content.decode(),
        program.get("operations/acts/").content.decode(),
        capfd.readouterr().err,
    ]
    for text in said:
        assert SECRET not in text and NEWER not in text
    assert SECRET not in everything_kept()
    sealed = GatewaySecret.objects.get().ciphertext
    assert unseal(sealed, f"{europe}/webhook_secrets") == SECRET
    assert not any(sealed in text for text in said)


def everything_kept() -> str:
    """All rows of all tables of ours, as text."""
    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            kept += [row for (row,) in cursor.fetchall()]
    return "\n".join(kept)


def test_a_sealed_secret_opens_nowhere_else_and_history_does_not_have_it(europe):
    secret = GatewaySecret.objects.get()
    with pytest.raises(Exception, match="cannot be opened"):
        unseal(secret.ciphertext, "another/webhook_secrets")
    assert "ciphertext" not in {field.name for field in GatewaySecret.history.model._meta.get_fields()}
    assert GatewaySecret.history.count() == 1


def test_secrets_move_to_a_newer_key_and_the_older_key_can_go(europe, settings):
    from cryptography.fernet import Fernet

    settings.SECRETS_KEYS = []
    old_box = GatewaySecret.objects.get().ciphertext
    from refunds.gateways.secrets import _derived

    newer = Fernet.generate_key().decode()
    settings.SECRETS_KEYS = [newer, _derived(settings.SECRET_KEY).decode()]
    call_command("seal_secrets")
    settings.SECRETS_KEYS = [newer]
    accounts.forget_stored()
    assert gateway_at(europe).setup.secrets == (SECRET,)
    assert GatewaySecret.objects.get().ciphertext != old_box


def test_without_a_key_production_keeps_no_secret(europe, ida, sign_in, settings):
    settings.PRODUCTION, settings.SECRETS_KEYS = True, []
    response = sign_in(ida).post(
        reverse("gateway_secrets", args=[europe]), {"setting": "webhook_secrets", "value": NEWER}
    )
    assert response.status_code == 409
    assert "SECRETS_KEYS is not set" in response.content.decode()
    assert GatewaySecret.objects.count() == 1


def test_what_is_typed_before_showing_again_is_not_kept_anywhere(europe, ida, sign_in, settings):
    settings.STEP_UP = True
    ida.set_password("eleven lanterns over Porto")
    ida.save()
    browser = sign_in(ida)
    response = browser.post(reverse("gateway_secrets", args=[europe]), {"setting": "webhook_secrets", "value": NEWER})
    assert response.url == reverse("gateway_secrets", args=[europe])
    assert GatewaySecret.objects.count() == 1
    assert NEWER not in json.dumps(dict(browser.session), default=str)
    assert "reauthenticate" in browser.get(response.url).url


def test_the_last_secret_stays_and_the_same_one_is_not_taken_twice(europe, ida, sign_in):
    browser, secret = sign_in(ida), GatewaySecret.objects.get()
    refused = browser.post(reverse("gateway_secret_retirement", args=[europe, secret.pk]))
    assert refused.status_code == 409
    again = browser.post(reverse("gateway_secrets", args=[europe]), {"setting": "webhook_secrets", "value": SECRET})
    assert again.status_code == 409
    assert GatewaySecret.objects.get().retired_at is None


BAD = [
    ({"name": "UPPER", "gateway": "sandbox"}, 400),
    ({"name": "mail", "gateway": "sandbox"}, 400),
    ({"name": "a\x00bc", "gateway": "sandbox"}, 400),
    ({"name": "x" * 65, "gateway": "sandbox"}, 400),
    ({"name": "fine", "gateway": "abacus"}, 400),
    ({"name": "sandbox", "gateway": "sandbox"}, 409),
]


@pytest.mark.parametrize(("typed", "status"), BAD)
def test_an_account_that_cannot_be_meant_is_refused(ida, sign_in, program_of, typed, status):
    assert sign_in(ida).post(reverse("gateways"), typed).status_code == status
    assert program_of(ida).post("gateways/", typed).status_code == status
    assert not GatewayAccount.objects.exists()


def test_settings_of_another_kind_or_of_another_time_are_refused(europe, ida, program_of):
    program, version = program_of(ida), GatewayAccount.objects.get().version
    for values, status in [
        ({"latency_ms": "5"}, 400), ({"latency_ms": -1}, 400), ({"latency_ms": True}, 400),
        ({"webhook_secrets": "x"}, 400), ({"database": "dbname=other"}, 400), ({"latency_ms": 2**40}, 400),
    ]:  # fmt: skip
        answer = program.post(f"gateways/{europe}/settings/", {"version": version, "values": values})
        assert answer.status_code == status, values
    late = program.post(f"gateways/{europe}/settings/", {"version": version + 1, "values": {}})
    assert late.status_code == 409
    assert GatewayAccount.objects.get().settings == {}


def test_an_account_of_the_environment_is_read_paused_and_nothing_else(ida, sign_in):
    browser = sign_in(ida)
    assert "set up in the environment" in page(browser, "sandbox")
    assert browser.post(reverse("gateway_settings", args=["sandbox"]), {"version": 0}).status_code == 409
    secret = {"setting": "webhook_secrets", "value": NEWER}
    assert browser.post(reverse("gateway_secrets", args=["sandbox"]), secret).status_code == 409
    assert browser.post(reverse("gateway_pause", args=["sandbox"]), {"reason": "Audit."}).status_code == 302
    assert "Audit." in page(browser, "sandbox")
    assert browser.post(reverse("gateway_resumption", args=["sandbox"])).status_code == 302


@pytest.mark.parametrize(
    ("who", "sees", "pauses"),
    [("ana", 403, 403), ("boris", 403, 403), ("lena", 200, 302), ("marta", 200, 302), ("fatima", 200, 403),
     ("ayaka", 200, 403)],
)  # fmt: skip
def test_who_sees_and_who_pauses(europe, who, sees, pauses, request, sign_in):
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(reverse("gateways")).status_code == sees
    assert browser.post(reverse("gateway_pause", args=[europe]), {"reason": "Look."}).status_code == pauses
    for name in ("gateway_settings", "gateway_secrets"):
        assert browser.post(reverse(name, args=[europe]), {}).status_code == 403
    assert browser.post(reverse("gateways"), {"name": "other", "gateway": "sandbox"}).status_code == 403


def test_the_list_asks_as_much_for_five_accounts_as_for_one(europe, ida, sign_in, django_assert_max_num_queries):
    browser = sign_in(ida)
    for number in range(4):
        browser.post(reverse("gateways"), {"name": f"more-{number}", "gateway": "sandbox"})
    browser.get(reverse("gateways"))
    with django_assert_max_num_queries(24):
        assert browser.get(reverse("gateways")).status_code == 200
