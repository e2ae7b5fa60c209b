"""The same wish twice is usually one wish."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _
from refunds.policy.wording import listed


@dataclass(frozen=True)
class Parameters:
    """Two requests that look the same always go before a person; there is nothing to choose."""


class DuplicateRequest(Rule[Parameters]):
    """
    A request that looks the same as an open or recent one of the same payment is not paid without a person: it may
    be the same wish, sent twice.
    """

    code = "duplicate_request"
    title = gettext_lazy("Same request twice")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if not facts.duplicate_references:
            return self.allow(
                _("No other recent request looks the same."),
                _("This is the only request of its kind."),
            )
        references = listed(facts.duplicate_references)
        return self.review(
            _("This looks the same as %s.") % references,
            _("We already have a request like this one (%s). A colleague checks whether you mean both.") % references,
            because=_("It asks for the same as %s.") % references,
            references=list(facts.duplicate_references),
        )

    def plain_words(self, parameters: Parameters) -> str:
        return _("When two requests look the same, a person checks whether you mean both before money is paid twice.")

    @classmethod
    def remedy(cls) -> str:
        return _("Tell us how this request differs from the other one, if you mean both.")


RULE = DuplicateRequest
