"""The queue prefers "maybe twice" over "maybe never", and the beat table names tasks that exist."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path

import pytest
from celery.exceptions import OperationalError  # type: ignore[attr-defined]

from config.celery import app
from config.demo import children


def test_a_running_task_is_never_handed_out_again() -> None:
    limits = app.conf.task_soft_time_limit, app.conf.task_time_limit
    assert limits[0] < limits[1] < app.conf.broker_transport_options["visibility_timeout"]


def test_a_task_is_acknowledged_only_when_done() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_worker_that_acknowledges_over_a_line_that_is_gone_is_told_so(empty_queue: None) -> None:
    """With any other trouble it would end; `make faults ARGS="-k broker"` shows that it goes on."""
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("left-behind")
        queue.put({"task": "none"})
        message = queue.get(timeout=5)
        message.channel.qos.restore_at_shutdown = False  # as with a broker that is away: nothing can be put back
        connection.close()
        with pytest.raises(connection.connection_errors):
            message.ack()


@pytest.mark.parametrize("name", sorted(entry["task"] for entry in app.conf.beat_schedule.values()))
def test_the_beat_table_names_a_task_that_exists(name: str) -> None:
    app.loader.import_default_modules()
    assert name in app.tasks


@pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
def test_a_tick_is_still_worked_off_when_it_has_waited_behind_others_for_a_while(name: str) -> None:
    assert app.conf.beat_schedule[name]["options"]["expires"] >= 60


def test_money_webhooks_and_mail_travel_in_queues_of_their_own() -> None:
    assert app.amqp.router.route({}, "refunds.tasks.process_webhooks")["queue"].name == "webhooks"
    assert app.amqp.router.route({}, "refunds.tasks.work_due_orders")["queue"].name == "money"
    assert app.amqp.router.route({}, "refunds.tasks.try_policies")["queue"].name == "default"
    assert app.amqp.router.route({}, "customers.tasks.deliver_due_messages")["queue"].name == "mail"


def test_a_broker_that_accepts_and_says_nothing_holds_a_request_for_about_a_second() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        with pytest.raises(OperationalError), app.connection_for_write(url) as connection:
            app.send_task("refunds.tasks.work_due_orders", connection=connection)
        assert time.monotonic() - began < 3


def test_every_bell_wakes_a_task_that_there_is():
    from customers.doorbell import DELIVER_LETTERS
    from refunds.actions.try_policy import TRY_POLICIES
    from refunds.outbox.enqueue import WORK_DUE_ORDERS
    from reporting.actions.order_statement import MAKE_STATEMENTS

    app.loader.import_default_modules()
    assert {DELIVER_LETTERS, WORK_DUE_ORDERS, MAKE_STATEMENTS, TRY_POLICIES} <= set(app.tasks)


def test_every_queue_is_worked_in_the_demo_and_in_production() -> None:
    app.loader.import_default_modules()
    ours = [name for name in app.tasks if not name.startswith("celery.")]
    wanted = {app.amqp.router.route({}, name)["queue"].name for name in ours}
    demo = [" ".join(child.command) for child in children(Path(), 8000)]
    for commands in (demo, Path("compose.yaml").read_text().splitlines()):
        named = [queues.split(",") for line in commands for queues in re.findall(r"--queues (\S+)", line)]
        assert {queue for queues in named for queue in queues} == wanted
