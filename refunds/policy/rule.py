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

    @abstractmethod
    def judge(self, facts: Facts, parameters: P) -> RuleVerdict:
        """Answer with a verdict and a sentence for each reader. Whatever it raises becomes a review."""

    @abstractmethod
    def plain_words(self, parameters: P) -> str:
        """Tell a customer in one short paragraph what the rule comes to with these parameters, naming each of them."""

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
    def answer(cls, verdict: Verdict, sentence: str, customer_sentence: str, **detail: Any) -> RuleVerdict:
        title = "" if is_wordless() else str(cls.title)
        return RuleVerdict(cls.code, title, verdict, sentence, customer_sentence, detail)
