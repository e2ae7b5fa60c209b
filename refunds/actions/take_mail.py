"""Working off mail that came in: into the conversation of its case, before a person, or aside.

Nothing that comes in by mail makes us send one, so two machines cannot keep each other awake.
"""

from __future__ import annotations

import time
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.card_numbers import mask_card_numbers
from customers.mailbox.addresses import case_in
from customers.mailbox.keep import forget_mail, raw_of
from customers.mailbox.read import Bounce, ReadMail, Unreadable, read_mail
from customers.models import MailNews, Message, Notification, ReceivedMail
from customers.notifications.ways import MAIL
from customers.tries import count_up
from refunds.actions.keep_words import keep_words
from refunds.actions.lock_refund import lock_refund
from refunds.actions.mail_papers import hand_in_files
from refunds.actions.take_mail_news import keep_mail_news
from refunds.actions.write_to_shop import TALK_LIMIT, take_words
from refunds.events import record
from refunds.mail_sockets import Taker, taker_of
from refunds.models import Refund
from refunds.notices import language_for

State = ReceivedMail.State
POST = Actor.system("mail")
LEASE = timedelta(minutes=3)
MOST_TRIES = 5
HOUR_SECONDS = 3600

log = structlog.get_logger(__name__)


def take_due_mail(stop_at: float) -> int:
    """Work off what is due, the oldest first, until the moment (monotonic). Returns how many were looked at."""
    taken = 0
    while time.monotonic() < stop_at and (mail := _lease()) is not None:
        take_mail(mail)
        taken += 1
    return taken


def take_mail(mail: ReceivedMail) -> ReceivedMail:
    """Work one mail off, whatever is in it. One that breaks again and again is put aside, and our log says so."""
    try:
        _take(mail)
    except (Unreadable, FileNotFoundError) as trouble:
        log.warning("mail.unreadable", mail=mail.pk, error=str(trouble)[:300])
        _finish(mail, State.UNREADABLE)
    except ReceivedMail.DoesNotExist:
        log.info("mail.done_already", mail=mail.pk)
    except Exception:
        log.exception("mail.broke", mail=mail.pk, tries=mail.tries)
        if mail.tries >= MOST_TRIES:
            _finish(mail, State.UNREADABLE)
    mail.refresh_from_db()
    return mail


def _lease() -> ReceivedMail | None:
    """The next one, for this worker alone as long as the lease lasts."""
    with transaction.atomic():
        due = ReceivedMail.objects.select_for_update(skip_locked=True).filter(state=State.WAITING)
        mail = due.filter(due_at__lte=clock.now()).order_by("due_at", "id").first()
        if mail is None:
            return None
        ReceivedMail.objects.filter(pk=mail.pk).update(due_at=clock.now() + LEASE, tries=F("tries") + 1)
        mail.tries += 1
    return mail


def _take(mail: ReceivedMail) -> None:
    read = read_mail(raw_of(mail), mail.recipient)
    if read.bounce is not None:
        _finish(mail, State.BOUNCE if _take_bounce(read.bounce) else State.FOREIGN)
    elif read.is_automatic:
        _finish(mail, State.AUTOMATIC)
    else:
        _take_words(mail, read)


def _take_bounce(bounce: Bounce) -> bool:
    """Keep the news on our letter. Only a report that gives our own signature back is believed."""
    tries = Notification.objects.filter(message=bounce.message_id, message__about=bounce.about)
    tried = tries.exclude(message__about="").order_by("-number").first()
    if tried is None:
        return False
    kind = MailNews.Kind.BOUNCED if bounce.is_final else MailNews.Kind.DELAYED
    keep_mail_news(tried, kind, bounce.reason, f"report on try {tried.pk}: {kind}")
    return True


def _take_words(mail: ReceivedMail, read: ReadMail) -> None:
    about = case_in(read.to)
    if (taker := taker_of(about)) is not None:
        _hand_on(mail, read, about, taker)
        return
    refund = _case_of(about)
    if refund is None:
        _finish(mail, State.FOREIGN)
    elif not _has_room(refund):
        _finish(mail, State.TOO_MANY)
    elif read.sender == refund.customer.email.lower():
        _take_in(mail, read, refund)
    else:
        _hold(mail, read, refund)


def _hand_on(mail: ReceivedMail, read: ReadMail, about: str, taker: Taker) -> None:
    """Give it to the room whose case it is about, as many an hour as for a refund."""
    if count_up(f"mail to {about}", HOUR_SECONDS) > settings.MAILS_PER_CASE_AND_HOUR:
        _finish(mail, State.TOO_MANY)
        return
    with transaction.atomic(), acting(POST):
        locked = _still_waiting(mail)
        message = taker(about, read)
        _note(locked, State.TAKEN if message else State.FOREIGN, message)
    forget_mail(mail)


def _case_of(about: str) -> Refund | None:
    """The case whose reply address it went to; one that was closed into another stands for that."""
    refund = Refund.objects.filter(reference=about).select_related("customer", "payment").first() if about else None
    while refund is not None and refund.merged_into_id:
        refund = Refund.objects.select_related("customer", "payment").get(pk=refund.merged_into_id)
    return refund


def _has_room(refund: Refund) -> bool:
    """Count this mail; whoever looks at the case reads once that there were too many."""
    count = count_up(f"mail to {refund.reference}", HOUR_SECONDS)
    if count == settings.MAILS_PER_CASE_AND_HOUR + 1:
        with acting(POST):
            record(refund, "conversation.too_much_mail", POST)
    return count <= settings.MAILS_PER_CASE_AND_HOUR


def _take_in(mail: ReceivedMail, read: ReadMail, refund: Refund) -> None:
    actor = Actor.customer(refund.customer)
    papers, left_out = hand_in_files(actor, refund, read.files)
    with transaction.atomic(), acting(actor):
        locked = _still_waiting(mail)
        refund = lock_refund(refund.reference)
        message = _keep(refund, actor, read, Message.State.RECEIVED, left_out)
        take_words(refund, actor, message, papers)
        _note(locked, State.TAKEN, message)
    forget_mail(mail)


def _hold(mail: ReceivedMail, read: ReadMail, refund: Refund) -> None:
    """Somebody else's address: a person looks at it. What came along is not even opened until then."""
    sender = Actor("mail", read.sender[:100], read.sender[:200])
    with transaction.atomic(), acting(POST):
        locked = _still_waiting(mail)
        refund = lock_refund(refund.reference)
        message = _keep(refund, sender, read, Message.State.DOUBTED, "")
        record(refund, "conversation.mail_held", POST, address=read.sender)
        _note(locked, State.HELD, message)


def _keep(refund: Refund, actor: Actor, read: ReadMail, state: str, left_out: str) -> Message:
    with translation.override(language_for(refund)):
        words = read.words or read.whole[:TALK_LIMIT] or _("(nothing but what came along)")
    if len(words) > TALK_LIMIT:
        words = f"{words[: TALK_LIMIT - 1]}…"
    return keep_words(
        refund,
        actor,
        mask_card_numbers(words),
        channel=MAIL,
        state=state,
        whole=mask_card_numbers(read.whole),
        subject=mask_card_numbers(read.subject)[:300],
        from_address=read.sender,
        mail_id=read.mail_id,
        left_out=left_out,
    )


def _still_waiting(mail: ReceivedMail) -> ReceivedMail:
    """Lock it; whoever was too slow finds it done, and stops."""
    return ReceivedMail.objects.select_for_update().get(pk=mail.pk, state=State.WAITING)


def _finish(mail: ReceivedMail, state: str) -> None:
    with transaction.atomic():
        _note(_still_waiting(mail), state)
    forget_mail(mail)
    log.info("mail.set_aside", mail=mail.pk, state=state)


def _note(mail: ReceivedMail, state: str, message: Message | None = None) -> None:
    mail.state, mail.message, mail.done_at, mail.due_at = state, message, clock.now(), None
    mail.save()
