"""What this room plugs into its own sockets."""

from customers.known_accounts import know_accounts_by
from customers.mailbox.addresses import take_answers_about
from customers.notifications.attachments import attach_to
from refunds.actions.activate_policy import START_LIMITS, start_limits
from refunds.actions.issue_credit_note import ISSUE, issue_due_notes
from refunds.actions.release_refund import SUBMIT
from refunds.actions.submit_refunds import submit_due_refunds
from refunds.api.announcements import shown_refund
from refunds.gateway_accounts import STORED
from refunds.gateways.accounts import account_codes, read_stored_with
from refunds.letter_kinds import name_letters, name_withdrawal_letters
from refunds.outbox.handlers import handle, handle_rounds
from refunds.outgoing import credit_kinds
from refunds.outgoing.refund_kinds import REFUND, SENTENCES
from refunds.outgoing.topics import Topic, tell_of
from refunds.views.talk import waiting_talks
from refunds.views.waiting import count_also
from refunds.webhooks import mail_news
from refunds.webhooks.refund_events import THE_REFUND, on_refund_event
from refunds.webhooks.sockets import handle_topic
from refunds.withdrawal_letters import RECEIVED, paper_of
from refunds.worklist import kept_refunds
from refunds.worklist.kept import keep_list


def plug_in() -> None:
    read_stored_with(STORED)
    know_accounts_by(account_codes)
    handle_rounds(SUBMIT, submit_due_refunds)
    handle(START_LIMITS, start_limits)
    handle(ISSUE, issue_due_notes)
    handle_topic("refund", on_refund_event, THE_REFUND)
    tell_of(Topic(REFUND, SENTENCES, shown_refund))
    tell_of(Topic(credit_kinds.CREDIT, credit_kinds.SENTENCES, credit_kinds.shown_credit))
    name_letters()
    name_withdrawal_letters()
    attach_to(RECEIVED, paper_of)
    mail_news.listen()
    take_answers_about("RF")
    keep_list(kept_refunds.KEPT)
    count_also("talk_count", waiting_talks)
