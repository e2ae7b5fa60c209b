"""Doorbells and rounds for the workers. Tasks carry nothing: what is to do stands in the database."""

from __future__ import annotations

import os
import socket
import time

import structlog
from celery import shared_task
from django.conf import settings

from customers import clock, doorbell
from customers.mailbox.imap import MailboxAway, look_into_mailbox
from refunds.actions.answer_transfers import look_for_bank_answers as look_for_missing_answers
from refunds.actions.asked_questions import forget_old_questions
from refunds.actions.bank_details import look_at_bank_details as look_at_asked_accounts
from refunds.actions.credit_holds import end_overdue_holds
from refunds.actions.deliver_announcements import deliver_due, forget_old_announcements
from refunds.actions.import_settlement import open_scheduled_fetches
from refunds.actions.look_at_calendar import look_at_calendar as look_at_due_cases
from refunds.actions.look_up_attempts import look_up_due_attempts
from refunds.actions.match_settlements import work_next_settlement
from refunds.actions.order_reconciliation import open_scheduled_looks
from refunds.actions.print_credit_note import print_due_notes
from refunds.actions.rail_proposals import expire_proposals
from refunds.actions.review_policy import remind_of_review
from refunds.actions.run_policy_trials import run_trials
from refunds.actions.send_digests import send_digests
from refunds.actions.store_credit import expire_credit, tell_of_expiry
from refunds.actions.take_mail import take_due_mail
from refunds.actions.watch_funds import watch_funds as look_at_funds
from refunds.actions.watch_promises import watch_promises as look_for_broken_promises
from refunds.actions.watch_waits import tell_of_late_answers
from refunds.actions.watch_withdrawals import watch_withdrawals as look_at_withdrawals
from refunds.actions.work_bulk_runs import work_next_run
from refunds.actions.work_reconciliations import work_next_reconciliation
from refunds.actions.work_withdrawals import work_next_withdrawal
from refunds.outbox.handlers import round_of, topics
from refunds.outbox.lease import has_due
from refunds.presence import forget_presence
from refunds.webhooks import sandbox_post
from refunds.webhooks.process import process_due_webhooks

log = structlog.get_logger(__name__)

ROUND_SECONDS = 15
"""Well under the hard time limit of a task; what is left then waits for the next bell."""
LOOK_UP_SECONDS = 8
"""A question may take a gateway several calls, each as long as it is waited for: they end within the task's limit."""
LOOKED_UP_SECONDS = LOOK_UP_SECONDS + 2
"""Who is at it for longer was killed, or waits for slow answers: then another one may begin."""
TRIAL_SECONDS = 15
WITHDRAWAL_SECONDS = 8
"""After it none is begun; the paper of one has its own seconds on top."""
MAIL_SECONDS = 10
TELLING_SECONDS = 5
"""After it no message is begun; one that is under way has its own seconds on top."""


@shared_task
def work_due_orders() -> int:
    """Lease and work off due orders until there are none. Running twice at once is harmless."""
    doorbell.answer(work_due_orders.name)
    worker = f"{socket.gethostname()}:{os.getpid()}"
    return sum(round_of(topic)(worker, time.monotonic() + ROUND_SECONDS) for topic in topics())


@shared_task
def look_up_open_attempts() -> int:
    """Ask the gateways about attempts that have not ended and are due.

    A second process helps only while nothing is to be sent: one slow gateway would keep both from all money.
    """
    doorbell.answer(look_up_open_attempts.name)
    with doorbell.first_at(look_up_open_attempts.name, LOOKED_UP_SECONDS) as is_first:
        if not is_first and has_due():
            return 0
        return look_up_due_attempts(time.monotonic() + LOOK_UP_SECONDS)


@shared_task
def watch_funds() -> int:
    """Look whether the gateways can pay what is due, and tell finance where they cannot."""
    return look_at_funds()


@shared_task
def process_webhooks() -> int:
    """Work off stored webhooks for a while; what is left then rings for the next round."""
    return doorbell.work_off(process_webhooks.name, ROUND_SECONDS, process_due_webhooks, rings=True)


@shared_task
def expire_store_credit() -> int:
    """End store credit whose time has passed."""
    return expire_credit(clock.now())


@shared_task
def tell_of_expiring_credit() -> int:
    """Write to customers whose store credit will expire soon."""
    return tell_of_expiry(clock.now())


@shared_task
def end_credit_holds() -> int:
    """Let go of store credit that no order used in time."""
    return end_overdue_holds(clock.now())


@shared_task
def expire_rail_proposals() -> int:
    """End questions about another way for the money that were not answered in time."""
    return expire_proposals()


@shared_task
def look_at_bank_details() -> int:
    """Remind customers who have not named a bank account, and end the questions that are too old."""
    return look_at_asked_accounts()


@shared_task
def look_for_bank_answers() -> int:
    """Put payment files before a person that the bank has not answered in time."""
    return look_for_missing_answers()


@shared_task
def deliver_sandbox_webhooks() -> int:
    """Carry the sandbox's webhooks to our door."""
    return sandbox_post.deliver_due()


@shared_task
def deliver_announcements() -> int:
    """Tell the shop's systems what is due, for a while; what is left then rings for the next round."""
    return doorbell.work_off(deliver_announcements.name, TELLING_SECONDS, lambda _stop_at: deliver_due(), rings=True)


@shared_task
def forget_announcements() -> int:
    """Delete what was told long ago."""
    return forget_old_announcements()


@shared_task
def watch_promises() -> int:
    """Look for refunds without a next step, and for work that is overdue."""
    return look_for_broken_promises()


@shared_task
def try_policies() -> None:
    """Work on trials of the policy for a while; what is left rings for the next round."""
    doorbell.answer(try_policies.name)
    if run_trials(TRIAL_SECONDS):
        doorbell.ring(try_policies.name)


@shared_task
def remind_of_policy_review() -> bool:
    """Remind the owner of the policy when it is due to be looked at."""
    return remind_of_review()


@shared_task
def look_at_calendar() -> int:
    """Remind of answers that are due soon, put late ones before the leads, ask silent customers again."""
    return look_at_due_cases()


@shared_task
def send_daily_notices() -> int:
    """Write the daily letter to those colleagues who want one."""
    return send_digests()


@shared_task
def forget_who_was_there() -> int:
    """Delete who had which case open long ago."""
    return forget_presence()


@shared_task
def forget_questions() -> int:
    """Delete what the assistant was asked so long ago that nobody looks at it any more."""
    return forget_old_questions()


@shared_task
def work_bulk_runs() -> int:
    """Check and work off bulk runs; what is not finished in this round waits for the next bell."""
    return doorbell.work_off(work_bulk_runs.name, ROUND_SECONDS, work_next_run)


@shared_task
def open_reconciliations() -> int:
    """Open a look at every gateway account whose hour has come."""
    return open_scheduled_looks()


@shared_task
def work_reconciliations() -> int:
    """Go on with the comparisons that are open; what is left waits for the next bell."""
    return doorbell.work_off(work_reconciliations.name, ROUND_SECONDS, work_next_reconciliation)


@shared_task
def open_settlement_fetches() -> int:
    """Have settlements fetched of every gateway account whose time has come."""
    return open_scheduled_fetches()


@shared_task
def work_settlements() -> int:
    """Fetch and compare settlement reports; what is left waits for the next bell."""
    return doorbell.work_off(work_settlements.name, ROUND_SECONDS, work_next_settlement)


@shared_task
def work_withdrawals() -> int:
    """Acknowledge and match declarations of withdrawal; what is left waits for the next bell."""
    return doorbell.work_off(work_withdrawals.name, WITHDRAWAL_SECONDS, lambda _stop_at: work_next_withdrawal())


@shared_task
def print_credit_notes() -> int:
    """Print credit notes for a while; what is left then rings for the next round."""
    return doorbell.work_off(print_credit_notes.name, WITHDRAWAL_SECONDS, print_due_notes, rings=True)


@shared_task
def watch_withdrawals() -> int:
    """Follow the refunds of declarations, and tell staff before the law's day has passed."""
    return look_at_withdrawals()


@shared_task
def take_mail() -> int:
    """Work off mail that came in; what is left then rings for the next round."""
    return doorbell.work_off(take_mail.name, MAIL_SECONDS, take_due_mail, rings=True)


@shared_task
def look_for_mail() -> int:
    """Look into the shop's mailbox, where there is one."""
    if not (settings.IMAP_URL and settings.MAIL_REPLY_ADDRESS):
        return 0
    try:
        found = look_into_mailbox()
    except MailboxAway as trouble:
        log.warning("mailbox.away", error=str(trouble))
        return 0
    if found:
        doorbell.ring(take_mail.name)
    return found


@shared_task
def watch_waits() -> int:
    """Tell of customers who wait for words of ours for too long."""
    return tell_of_late_answers()
