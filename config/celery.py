"""The queue: how tasks travel, and every periodic job in one table.

The truth is the outbox table. A message lost here costs seconds, because the beat finds due work again;
so the settings below choose "maybe twice" over "maybe never", and a dead broker never holds up a request.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, setup_logging, task_postrun, task_prerun, worker_init
from kombu.transport import TRANSPORT_ALIASES

from config.startup import prepare, settle_memory

prepare()
# Celery would load all pages and check them whenever a worker starts; the set-up does that, and a dead one is missed.
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")

from django.conf import settings  # noqa: E402

VISIBILITY_SECONDS = 60
HARD_LIMIT_SECONDS = 30  # must stay below the visibility time, or a running task is handed out again
SOFT_LIMIT_SECONDS = 25
PUBLISH_SECONDS = 1  # how long a request waits for a broker that accepts and then says nothing
LISTEN_SECONDS = 10
LONGEST_WAIT_SECONDS = 60
TASKS_PER_LINE = 1_000
"""Celery would open a line to the database for each task: that takes longer than most tasks, and forgets every plan."""

TRANSPORT_ALIASES.update(redis="config.broker:Transport", rediss="config.broker:Transport")

app = Celery("recourse")

app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=1,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "health_check_interval": 25,
        "socket_connect_timeout": 1,
        "socket_timeout": PUBLISH_SECONDS,
        "socket_keepalive": True,
        "global_keyprefix": settings.QUEUE_PREFIX,
        "queue_order_strategy": "priority",  # money before letters, where one worker carries both
    },
    task_publish_retry=True,
    task_publish_retry_policy={
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    },
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=HARD_LIMIT_SECONDS,
    task_soft_time_limit=SOFT_LIMIT_SECONDS,
    task_default_queue="default",
    task_routes={
        "refunds.tasks.process_webhooks": {"queue": "webhooks"},  # who is slow to take money keeps none waiting
        "refunds.tasks.try_policies": {"queue": "default"},  # long work: it must not stand before the money
        "refunds.tasks.remind_of_policy_review": {"queue": "default"},
        "refunds.tasks.work_bulk_runs": {"queue": "default"},
        "refunds.tasks.deliver_announcements": {"queue": "mail"},  # whoever listens slowly holds up no money
        "refunds.tasks.forget_announcements": {"queue": "default"},
        "refunds.tasks.*_mail": {"queue": "default"},  # papers that come along are examined for seconds
        "refunds.tasks.watch_waits": {"queue": "default"},
        "refunds.tasks.*_reconciliations": {"queue": "default"},
        "refunds.tasks.work_settlements": {"queue": "default"},
        "refunds.tasks.*_withdrawals": {"queue": "default"},  # printing takes a second or two
        "refunds.tasks.print_credit_notes": {"queue": "default"},
        "refunds.tasks.*": {"queue": "money"},
        "disputes.tasks.work_answers": {"queue": "money"},
        "customers.tasks.deliver_*": {"queue": "mail"},
    },
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    CELERY_DB_REUSE_MAX=TASKS_PER_LINE,
    timezone="UTC",
    beat_schedule_filename=str(settings.DATA_DIR / "beat-schedule"),
    beat_max_loop_interval=1,
)


@celeryd_init.connect
def listen_patiently(conf: Any, **_: Any) -> None:
    """A worker waits on its queue, so it takes silence for longer than a request does."""
    conf.broker_transport_options = {**conf.broker_transport_options, "socket_timeout": LISTEN_SECONDS}


@worker_init.connect
def start_whole(**_: Any) -> None:
    """A worker that cannot open the gateways' secrets would only collect failures."""
    from config.secrets_check import refuse_unreadable_secrets  # needs the models
    from refunds.gateways.discovery import gateway_classes

    refuse_unreadable_secrets()
    gateway_classes()  # every process would load them again
    settle_memory()


@setup_logging.connect
def log_as_django_does(**_: Any) -> None:
    """With a listener here Celery sets up no handlers of its own, which would print past the redaction."""


@task_prerun.connect
def tell_the_beginning(**facts: Any) -> None:
    from django.db import close_old_connections

    from config import task_log  # needs the models, which are not there yet when this module is read

    close_old_connections()  # a line that broke, or is old; the first question looks whether the other is still there
    task_log.begin(**facts)


@task_postrun.connect
def tell_the_end(**facts: Any) -> None:
    from config import task_log

    task_log.end(**facts)


def every(seconds: int, task: str) -> dict[str, Any]:
    """An entry of the table. A tick that waited for two rounds, and long, is dropped: a later one does its work.

    Dropped any sooner, none would ever be worked off while all of them wait, as behind a great many letters.
    """
    return {"task": task, "schedule": seconds, "options": {"expires": max(2 * seconds, LONGEST_WAIT_SECONDS)}}


app.conf.beat_schedule = {
    "work orders that are due": every(2, "refunds.tasks.work_due_orders"),
    "bulk runs that wait": every(5, "refunds.tasks.work_bulk_runs"),
    "ask gateways about open attempts": every(5, "refunds.tasks.look_up_open_attempts"),
    "look at the money of the gateways": every(60, "refunds.tasks.watch_funds"),
    "compare with the gateways every hour": every(300, "refunds.tasks.open_reconciliations"),
    "go on with comparisons": every(5, "refunds.tasks.work_reconciliations"),
    "fetch settlements every day": every(600, "refunds.tasks.open_settlement_fetches"),
    "compare settlement reports": every(10, "refunds.tasks.work_settlements"),
    "hand in answers to disputes": every(5, "disputes.tasks.work_answers"),
    "process stored webhooks": every(5, "refunds.tasks.process_webhooks"),
    "deliver messages that are due": every(5, "customers.tasks.deliver_due_messages"),
    "tell the shop's systems": every(5, "refunds.tasks.deliver_announcements"),
    "forget what the shop's systems were told": every(3600, "refunds.tasks.forget_announcements"),
    "print credit notes": every(5, "refunds.tasks.print_credit_notes"),
    "print statements that wait": every(10, "reporting.tasks.make_statements"),
    "check and freeze periods that are being closed": every(10, "reporting.tasks.finish_closings"),
    "make monthly packs that wait": every(10, "reporting.tasks.make_packs"),
    "print statements of everybody": every(10, "reporting.tasks.make_statement_batches"),
    "foresee the coming weeks every day": every(600, "reporting.tasks.make_forecasts"),
    "look whether the gateways' money will reach": every(3600, "reporting.tasks.watch_cash"),
    "bring the figures of finance up to date": every(2, "reporting.tasks.count_figures"),
    "make exports that wait": every(10, "reporting.tasks.make_exports"),
    "begin exports on schedule": every(30, "reporting.tasks.begin_scheduled_exports"),
    "bring exports to their places": every(30, "reporting.tasks.deliver_exports"),
    "delete exports whose time has passed": every(3600, "reporting.tasks.forget_exports"),
    "prove the figures of the last days": every(900, "reporting.tasks.prove_figures"),
    "try drafts of the policy": every(10, "refunds.tasks.try_policies"),
    "remind of the policy's review": every(3600, "refunds.tasks.remind_of_policy_review"),
    "watch the promises": every(60, "refunds.tasks.watch_promises"),
    "acknowledge withdrawals from contracts": every(5, "refunds.tasks.work_withdrawals"),
    "follow withdrawals from contracts": every(60, "refunds.tasks.watch_withdrawals"),
    "look at the calendar": every(30, "refunds.tasks.look_at_calendar"),
    "count the results of disputes": every(30, "disputes.tasks.count_results"),
    "count for finance's dashboards": every(60, "reporting.tasks.count_for_dashboards"),
    "look for what repeats in disputes": every(3600, "disputes.tasks.find_patterns"),
    "look at the deadlines of disputes": every(60, "disputes.tasks.look_at_deadlines"),
    "give in to small disputes by rule": every(60, "disputes.tasks.follow_rules"),
    "count how disputes ended": every(300, "disputes.tasks.count_outcomes"),
    "look at the alerts before disputes": every(60, "disputes.tasks.look_at_alerts"),
    "work off mail that came in": every(5, "refunds.tasks.take_mail"),
    "look into the mailbox": every(60, "refunds.tasks.look_for_mail"),
    "tell who waits for an answer too long": every(60, "refunds.tasks.watch_waits"),
    "write the daily notices": every(600, "refunds.tasks.send_daily_notices"),
    "forget what the assistant was asked": every(3600, "refunds.tasks.forget_questions"),
    "forget who had a case open": every(3600, "refunds.tasks.forget_who_was_there"),
    "end store credit whose time has passed": every(3600, "refunds.tasks.expire_store_credit"),
    "tell of store credit that will expire": every(3600, "refunds.tasks.tell_of_expiring_credit"),
    "let go of store credit that no order used": every(60, "refunds.tasks.end_credit_holds"),
    "end questions about the way of the money": every(600, "refunds.tasks.expire_rail_proposals"),
    "ask for bank accounts again": every(600, "refunds.tasks.look_at_bank_details"),
    "look for the bank's answers": every(60, "refunds.tasks.look_for_bank_answers"),
    "forget files that no request took": every(600, "customers.tasks.forget_uploads"),
    "forget answers that nobody repeats": every(3600, "customers.tasks.forget_old_answers"),
}
if settings.SANDBOX_GATEWAY:
    app.conf.beat_schedule["webhooks of the sandboxes"] = every(3, "refunds.tasks.deliver_sandbox_webhooks")

app.autodiscover_tasks()
