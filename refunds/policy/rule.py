"""The port: what every rule promises. tests/contracts/test_policy_rules.py holds each one to it."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from refunds.policy.facts import Facts
from refunds.policy.verdicts import RuleVerdict, Verdict
from refunds.policy.wording import is_wordless

P = TypeVar("P")


class Rule(ABC, Generic[P]):
    """One rule of the shop's refund policy. Its docstring is the policy text that people read on the screen.

    `parameters` is a frozen dataclass whose fields are made by `parameter_types.parameter`.
    """

    code: ClassVar[str]
    title: ClassVar[str | Promise]
    parameters: ClassVar[type[Any]]
    turns_down: ClassVar[bool] = True
    """Whether a no can stand on it. False for a rule that only says what needs a person, or what is kept."""

    @abstractmethod
    def judge(self, facts: Facts, parameters: P) -> RuleVerdict:
        """Answer with a verdict and a sentence for each reader. Whatever it raises becomes a review."""

    @abstractmethod
    def plain_words(self, parameters: P) -> str:
        """Tell a customer in one short paragraph what the rule comes to with these parameters, naming each of them."""

    @classmethod
    @abstractmethod
    def remedy(cls) -> str:
        """Tell a customer in a sentence what would change a no by this rule; where nothing would, say so."""

    @classmethod
    def text(cls) -> str:
        """Return the policy text, one string without line breaks."""
        return _(" ".join(inspect.getdoc(cls).split())) if cls.__doc__ else ""  # type: ignore[union-attr]

    @classmethod
    def allow(cls, sentence: str, customer_sentence: str, **detail: Any) -> RuleVerdict:
        return cls.answer(Verdict.ALLOW, sentence, customer_sentence, **detail)

    @classmethod
    def review(cls, sentence: str, customer_sentence: str, **detail: Any) -> RuleVerdict:
        return cls.answer(Verdict.REVIEW, sentence, customer_sentence, **detail)

    @classmethod
    def deny(cls, sentence: str, customer_sentence: str, **detail: Any) -> RuleVerdict:
        return cls.answer(Verdict.DENY, sentence, customer_sentence, **detail)

    @classmethod
    def answer(
        cls,
        verdict: Verdict,
        sentence: str,
        customer_sentence: str,
        *,
        because: str = "",
        remedy: str = "",
        **detail: Any,
    ) -> RuleVerdict:
        """Answer; a no says what would change it, in words of its own or in the rule's."""
        title = "" if is_wordless() else str(cls.title)
        if verdict == Verdict.DENY:
            remedy = remedy or cls.remedy()
        return RuleVerdict(cls.code, title, verdict, sentence, customer_sentence, detail, because, remedy)
