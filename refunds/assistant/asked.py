"""What an answer is made of, and what it looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Customer, Payment
from refunds.models import PolicyVersion, Refund
from refunds.policy.plain import ToldRule, tell_policy
from refunds.progress import Progress


class Source(NamedTuple):
    """Where a sentence comes from: words to click on, and the path of the page."""

    words: str
    path: str


class Preview(NamedTuple):
    """What a request for all of it would come to, in sentences."""

    sentence: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences of ours, where they come from, and whether a colleague has to go on from here."""

    sentences: list[str]
    sources: list[Source] = field(default_factory=list)
    hands_over: bool = False
    is_refusal: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about, as far as it is known. Without a customer it is a visitor of the policy page.

    `progress` belongs to `refund`, `bank_reference` is the number by which a bank finds it; `policy` is the version in
    force at the purchase, or now where no purchase is meant. `preview` asks for a quote, which costs queries.
    """

    policy: PolicyVersion | None
    customer: Customer | None = None
    refund: Refund | None = None
    payment: Payment | None = None
    progress: Progress | None = None
    bank_reference: str = ""
    never_charged: bool = False
    documents: int = 0
    preview: Callable[[], Preview | None] = lambda: None

    def case(self) -> Source:
        """The page of the refund."""
        reference = self.refund.reference if self.refund else ""
        return Source(_("Your refund %s") % reference, reverse("my:refund", args=[reference]) + "#road")

    def order(self) -> Source:
        """The page of the purchase, where one is meant."""
        payment = cast("Payment", self.payment)
        name = payment.order_reference or payment.reference
        return Source(_("Order %(order)s") % {"order": name}, reverse("my:payment", args=[payment.reference]))

    def rule(self, code: str) -> ToldRule | None:
        """A rule of the policy in plain words."""
        told = tell_policy(self.policy.document) if self.policy else []
        return next((rule for rule in told if rule.code == code), None)

    def policy_source(self, rule: ToldRule | None = None) -> list[Source]:
        """The policy's page, at a rule where one is meant."""
        if self.policy is None:
            return []
        path = reverse("my:policy_version", args=[self.policy.number])
        names = {"version": str(self.policy), "rule": rule.title if rule else ""}
        if rule is None:
            return [Source(_("Refund policy %(version)s") % names, path)]
        return [Source(_("Refund policy %(version)s: %(rule)s") % names, f"{path}#rule-{rule.code}")]
