"""What a shop asks further once a reason is chosen, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from refunds.policy.facts import REASONS
from refunds.policy.names import REASON_NAMES
from refunds.policy.parameter_types import BadParameter, Column, Row, ShortText, Table, one_of

LONGEST_QUESTION = 120
LONGEST_CHOICES = 240
LONGEST_ANSWER = 300
MOST_OF_A_REASON = 4
"""Whoever is asked more gives up before the end."""

CHOICE, TEXT, YES_NO = "choice", "text", "yes_no"
YES, NO = "yes", "no"
KIND_NAMES = {
    CHOICE: gettext_lazy("one of the choices"),
    TEXT: gettext_lazy("a short text"),
    YES_NO: gettext_lazy("yes or no"),
}


@dataclass(frozen=True, kw_only=True)
class Question(Row):
    """One question. `choices` is one text, with a semicolon between two of them; only a choice has any.

    The delivered questions are known to the catalogue and come in the reader's language, others as they were written.
    """

    reason: str
    question: str
    kind: str
    choices: str = ""
    must: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return (self.reason, self.question)

    @property
    def words(self) -> str:
        return _(self.question)

    @property
    def is_needed(self) -> bool:
        return self.must == YES

    def options(self) -> list[str]:
        """The choices in order, as they were written; what is kept of an answer is one of these."""
        return [part.strip() for part in self.choices.split(";") if part.strip()]

    def check(self) -> None:
        options = self.options()
        if self.kind == CHOICE and not 2 <= len(set(options)) == len(options) <= 12:
            raise BadParameter(
                _("A choice needs two to twelve different choices, with a semicolon between two of them.")
            )
        if self.kind != CHOICE and options:
            raise BadParameter(_("Only a question of the kind “one of the choices” has choices."))

    def told(self) -> str:
        what = "; ".join(_(option) for option in self.options()) or str(KIND_NAMES[self.kind])
        words = {"reason": REASON_NAMES[self.reason], "question": self.words, "what": what}
        if self.is_needed:
            return _("for %(reason)s: “%(question)s” (%(what)s; an answer is needed)") % words
        return _("for %(reason)s: “%(question)s” (%(what)s)") % words


class Questions(Table):
    """A table of questions, a few for each reason."""

    def read(self, value: Any) -> tuple[Question, ...]:
        rows: tuple[Question, ...] = super().read(value)
        if any(len(questions_for(rows, reason)) > MOST_OF_A_REASON for reason in REASONS):
            raise BadParameter(_("Ask at most %d questions for one reason.") % MOST_OF_A_REASON)
        return rows


questions = Questions(
    Question,
    (
        Column("reason", one_of(REASONS, REASON_NAMES), gettext_lazy("Reason"), is_condition=True, needed=True),
        Column("question", ShortText(LONGEST_QUESTION), gettext_lazy("Question"), needed=True),
        Column("kind", one_of(tuple(KIND_NAMES), KIND_NAMES), gettext_lazy("Answered by"), needed=True),
        Column("choices", ShortText(LONGEST_CHOICES), gettext_lazy("Choices, with a semicolon between them")),
        Column("must", one_of((YES,), {YES: gettext_lazy("yes")}), gettext_lazy("Answer needed")),
    ),
)


def questions_for(rows: Iterable[Question], reason: str) -> list[Question]:
    return [row for row in rows if row.reason == reason]


def read_answers(asked: list[Question], answers: Mapping[int, str], *, all_needed: bool) -> list[dict[str, Any]]:
    """Return what is kept of the answers, {number of the question, from 1: answer}; an empty one is none.

    Raises BadInput, with the field "answers", for an answer that does not fit, or to a question that was not asked.
    """
    if stray := [number for number in answers if not 1 <= number <= len(asked)]:
        raise BadInput(_("There is no question %d for this reason.") % stray[0], "no_such_question", "answers")
    kept = []
    for number, question in enumerate(asked, 1):
        answer = answers.get(number, "").strip()
        if answer:
            kept.append({"number": number, "question": question.question, "answer": _fitting(question, answer)})
        elif all_needed and question.is_needed:
            raise BadInput(_("Please answer: %s") % question.words, "answer_missing", "answers")
    return kept


def answer_in_words(answer: str) -> str:
    """A kept answer as people read it: what the house delivers, in their language."""
    return {YES: _("Yes"), NO: _("No")}.get(answer) or _(answer)


def _fitting(question: Question, answer: str) -> str:
    known = {CHOICE: question.options(), YES_NO: [YES, NO]}.get(question.kind)
    if known is not None and answer not in known:
        words = {"question": question.words, "known": ", ".join(known)}
        raise BadInput(_("“%(question)s” is answered by one of: %(known)s.") % words, "bad_answer", "answers")
    if len(answer) > LONGEST_ANSWER:
        raise BadInput(_("Please shorten each answer to %d characters.") % LONGEST_ANSWER, "text_too_long", "answers")
    return answer
