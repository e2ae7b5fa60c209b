"""What the bank made of a payment file: said by a person line by line, or read out of the bank's own answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from refunds import permissions
from refunds.actions.begin_transfer import BANK
from refunds.actions.settle import apply_refund_outcomes, call_a_person, lock_attempts
from refunds.actions.transfer_files import lock_file, require_file_state
from refunds.actions.words import is_writable, require_note
from refunds.banking.answer import BankWord, Said, reason_of
from refunds.banking.answer_csv import read_csv
from refunds.banking.camt import looks_like_xml, read_camt
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import BankAnswer, RefundAttempt, TransferFile, TransferLine

ANSWER_MAX_BYTES = 5 * 1024**2
REASON_LIMIT = 140
NAME_LIMIT = 120
ANSWERS_AT_ONCE = 200
ASK_AGAIN_AFTER = timedelta(days=1)
CALENDAR = Actor.system("calendar")
State, Try = TransferFile.State, RefundAttempt.State

_OUTCOMES = {
    Said.EXECUTED: OutcomeState.SUCCEEDED,
    Said.REFUSED: OutcomeState.FAILED,
    Said.RETURNED: OutcomeState.REVERSED,
}
_ENDS = {Try.SUCCEEDED: Said.EXECUTED, Try.FAILED: Said.REFUSED, Try.REVERSED: Said.RETURNED}


@dataclass(frozen=True, slots=True)
class LineWord:
    """What a person read on the bank's page about one line. A reason is needed for what was not executed."""

    reference: str
    said: Said
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one line of the bank's answer: booked, known before, or unclear, and why."""

    reference: str
    refund: str
    file: str
    said: str
    became: str
    why: str = ""


def answer_transfer_file(*, actor: Actor, reference: str, words: Sequence[LineWord]) -> TransferFile:
    """Write down what the bank made of these lines of a file. Lines that are not named stay as they are."""
    with transaction.atomic(), acting(actor):
        file, lines = lock_file(reference)
        permissions.require(actor, permissions.MAKE_TRANSFERS)
        require_file_state(file, State.RELEASED, *TransferFile.ANSWERED)
        if not file.is_at_the_bank:
            raise Conflict(_("It was not downloaded yet, so the bank cannot have answered."), "not_at_the_bank")
        by_reference = {line.reference: line for line in lines}
        outcomes: dict[int, Outcome] = {}
        for word in words:
            attempt = _attempt_of(by_reference.get(word.reference))
            outcomes[attempt.pk] = _outcome_by_hand(attempt, word)
        if not outcomes:
            raise BadInput(_("Say of at least one line what became of it."), "nothing_said", "lines")
        apply_refund_outcomes(outcomes, actor)
        _close(file)
    return file


def read_bank_answer(*, actor: Actor, name: str, content: bytes, size: int | None = None) -> tuple[BankAnswer, bool]:
    """Take in the bank's own answer: a statement in XML or a table. The same bytes again change nothing.

    Returns what it did, and whether it was new. Raises BadInput, with nothing written, for a file that is not sound.
    """
    permissions.require(actor, permissions.MAKE_TRANSFERS)
    if (size if size is not None else len(content)) > ANSWER_MAX_BYTES:
        raise BadInput(_("The file is larger than %d MB.") % (ANSWER_MAX_BYTES // 1024**2), "file_too_large", "file")
    if not content.strip():
        raise BadInput(_("The file is empty."), "file_empty", "file")
    sha256 = hashlib.sha256(content).hexdigest()
    if (known := BankAnswer.objects.filter(sha256=sha256).first()) is not None:
        return known, False
    is_xml = looks_like_xml(content)
    words = read_camt(content) if is_xml else read_csv(content)
    with transaction.atomic(), acting(actor):
        results = _take_in(words, actor)
        answer, is_new = BankAnswer.objects.get_or_create(
            sha256=sha256,
            defaults={
                "kind": BankAnswer.Kind.CAMT if is_xml else BankAnswer.Kind.CSV,
                "name": _tame(name),
                "reader": actor.person,
                **_counts(words, results),
                "results": [asdict(result) for result in results],
            },
        )
    return answer, is_new


def look_for_bank_answers() -> int:
    """Put before a person what went to the bank and was not answered in time. Returns how many were."""
    due = RefundAttempt.objects.filter(gateway=BANK, next_check_at__lte=clock.now()).order_by("next_check_at")
    ids = list(due.values_list("pk", flat=True)[:ANSWERS_AT_ONCE])
    with transaction.atomic(), acting(CALENDAR):
        attempts = [attempt for attempt in lock_attempts(ids) if attempt.is_open]
        for attempt in attempts:
            line = TransferLine.objects.select_related("file").filter(attempt=attempt).first()
            name = line.file.reference if line else attempt.reference
            why = _("The bank has not answered about %s. Take in its statement, or write down what it says.") % name
            call_a_person(attempt.refund, CALENDAR, why)
            attempt.next_check_at = clock.now() + ASK_AGAIN_AFTER
            attempt.checks += 1
            attempt.save()
    return len(attempts)


def _attempt_of(line: TransferLine | None) -> RefundAttempt:
    if line is None or line.attempt is None:
        raise NotFound(_("One of the lines does not stand in this file."), "line_not_found")
    return line.attempt


def _outcome_by_hand(attempt: RefundAttempt, word: LineWord) -> Outcome:
    """The same said twice is one; what contradicts how it ended is refused."""
    if not _may_become(attempt, word.said):
        raise Conflict(
            _("%(line)s is already “%(state)s”.") % {"line": word.reference, "state": attempt.get_state_display()},
            "line_ended",
        )
    reason = ""
    if word.said != Said.EXECUTED:
        reason = require_note(word.reason, "reason", REASON_LIMIT)
    return Outcome(_OUTCOMES[word.said], code=word.said, message=reason)


def _may_become(attempt: RefundAttempt, said: Said) -> bool:
    """Whether this word moves the try, or says again how it ended."""
    if attempt.is_open:
        return said != Said.RETURNED or attempt.state == Try.PENDING
    if attempt.state == Try.SUCCEEDED:
        return said in (Said.EXECUTED, Said.RETURNED)
    return _ENDS.get(attempt.state) == said


def _take_in(words: Sequence[BankWord], actor: Actor) -> list[Result]:
    """Apply what speaks of transfers of ours, in the order of the answer; what does not fit is told and left alone."""
    lines = TransferLine.objects.filter(reference__in={word.reference for word in words}, attempt__isnull=False)
    ids = {line.reference: line.attempt_id for line in lines if line.attempt_id}
    attempts = {attempt.reference: attempt for attempt in lock_attempts(ids.values())}
    files = {line.reference: line for line in lines.select_related("file")}
    results: list[Result] = []
    for word in words:
        if (attempt := attempts.get(word.reference)) is None:
            continue
        became, why = _fits(attempt, word)
        if became == "booked":
            (attempts[word.reference],) = apply_refund_outcomes({attempt.pk: _outcome_of(word)}, actor)
        elif became == "unclear":
            (fresh,) = lock_attempts([attempt.pk])
            call_a_person(fresh.refund, actor, why)
        results.append(
            Result(
                word.reference, attempt.refund.reference, files[word.reference].file.reference, word.said, became, why
            )
        )
    for reference in sorted({result.file for result in results if result.became == "booked"}):
        _close(TransferFile.objects.select_for_update(of=("self",)).get(reference=reference))
    return results


def _fits(attempt: RefundAttempt, word: BankWord) -> tuple[str, str]:
    """Whether a word may be believed: the amount to the cent, and a move that the try can make."""
    refund = attempt.refund
    if (word.amount_minor, word.currency) != (refund.amount_minor, refund.currency):
        return "unclear", _("The bank's answer about %s names another amount. Nothing was booked.") % attempt.reference
    if _ENDS.get(attempt.state) == word.said or (attempt.state, word.said) == (Try.REVERSED, Said.EXECUTED):
        return "known", ""
    if not _may_become(attempt, word.said):
        why = _("The bank's answer about %s does not fit how it ended here. Nothing was booked.")
        return "unclear", why % attempt.reference
    return "booked", ""


def _outcome_of(word: BankWord) -> Outcome:
    return Outcome(
        _OUTCOMES[word.said],
        code=word.code or word.said,
        message=reason_of(word.code, word.reason) if word.said != Said.EXECUTED else "",
        raw={"bank_reference": word.bank_reference, "said": word.said, "code": word.code},
        amount_minor=word.amount_minor,
        currency=word.currency,
    )


def _close(file: TransferFile) -> None:
    """Let a locked file say how it ended, once no line of it waits for the bank."""
    states = list(file.lines.filter(dropped_at=None).values_list("attempt__state", flat=True))
    if any(state in RefundAttempt.OPEN for state in states):
        return
    paid = sum(state == Try.SUCCEEDED for state in states)
    wanted = State.EXECUTED if paid == len(states) else State.PARTLY if paid else State.REFUSED
    if file.state != wanted:
        {State.EXECUTED: file.execute, State.PARTLY: file.execute_partly, State.REFUSED: file.refuse}[wanted]()
        file.save()


def _counts(words: Sequence[BankWord], results: Iterable[Result]) -> Mapping[str, int]:
    became = [result.became for result in results]
    counts = {name: became.count(name) for name in ("booked", "known", "unclear")}
    return {**counts, "others": len(words) - len(became)}


def _tame(name: str) -> str:
    plain = "".join(letter for letter in name if letter.isprintable())[:NAME_LIMIT]
    return plain if plain and is_writable(plain) else "answer"
