"""Things that are sold without a right to give them back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import FAULT_REASONS, PRODUCT_KINDS, REASONS, Facts, LineFacts
from refunds.policy.lines import verdict_on_excluded
from refunds.policy.names import KIND_NAMES, REASON_NAMES
from refunds.policy.parameter_types import parameter, some_of
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict, Verdict
from refunds.policy.wording import gettext as _
from refunds.policy.wording import listed, listed_or, quoted


@dataclass(frozen=True)
class Parameters:
    kinds: tuple[str, ...] = parameter(
        ["ticket"], some_of(PRODUCT_KINDS, KIND_NAMES), gettext_lazy("Product kinds that cannot be given back")
    )
    excusing_reasons: tuple[str, ...] = parameter(
        list(FAULT_REASONS),
        some_of(REASONS, REASON_NAMES),
        gettext_lazy("Reasons that a person decides all the same"),
    )


class NonRefundableProducts(Rule[Parameters]):
    """
    Some kinds of products, and articles marked as final, cannot be given back because of a change of mind. When
    something went wrong with them, such as damage or a canceled event, a person decides.
    """

    code = "non_refundable_products"
    title = gettext_lazy("Products that cannot be given back")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        lines = facts.concerned_lines
        final = [line for line in lines if not line.returnable or line.product_kind in parameters.kinds]
        excused = facts.reason in parameters.excusing_reasons
        verdict = verdict_on_excluded(facts, final, lines, excused=excused)
        if verdict == Verdict.ALLOW:
            return self.allow(
                _("Everything in this request can be given back."),
                _("Everything you ask for can be given back."),
            )
        if verdict == Verdict.REVIEW:
            return self._person_decides(final, facts, excused)
        return self._final(final, facts, others_refundable=len(final) < len(lines))

    def plain_words(self, parameters: Parameters) -> str:
        kinds = listed([str(KIND_NAMES[kind]) for kind in parameters.kinds])
        if kinds:
            sentence = _("These cannot be given back because of a change of mind: %s, and articles marked as final.")
            sentence %= kinds
        else:
            sentence = _("Articles marked as final cannot be given back because of a change of mind.")
        if not parameters.excusing_reasons:
            return sentence
        reasons = listed_or([str(REASON_NAMES[reason]) for reason in parameters.excusing_reasons])
        return sentence + " " + _("If the reason is %s, a person decides all the same.") % reasons

    def _person_decides(self, final: list[LineFacts], facts: Facts, excused: bool) -> RuleVerdict:
        names = quoted([line.description for line in final])
        if excused:
            sentence = _("%s cannot be given back, but for this reason a person decides.") % names
        else:
            sentence = _("%s cannot be given back; whether the amount is meant for that, a person decides.") % names
        return self.review(
            sentence,
            _("%s cannot usually be given back, so a colleague looks at your request in person.") % names,
            because=_because(final, facts),
            lines=[line.line_id for line in final],
        )

    @classmethod
    def remedy(cls) -> str:
        return _("For a change of mind nothing changes it. If something was wrong with it, say what, and show it.")

    def _final(self, final: list[LineFacts], facts: Facts, others_refundable: bool) -> RuleVerdict:
        names = quoted([line.description for line in final])
        customer_sentence = _("%s cannot be given back because of a change of mind.") % names
        if others_refundable:
            customer_sentence += " " + _("You can still ask for the rest of your order.")
        else:
            customer_sentence += " " + _("If something was wrong with it, please choose that as the reason.")
        return self.deny(
            _("%s cannot be given back.") % names,
            customer_sentence,
            because=_because(final, facts),
            lines=[line.line_id for line in final],
        )


def _because(final: list[LineFacts], facts: Facts) -> str:
    marked = [line.description for line in final if not line.returnable]
    kinds = {str(KIND_NAMES[line.product_kind]) for line in final if line.returnable}
    sentences = [_("%s was sold as final.") % quoted(marked)] if marked else []
    if kinds:
        sentences.append(_("You bought %s.") % listed(sorted(kinds)))
    return " ".join([*sentences, _("Your reason was %s.") % REASON_NAMES[facts.reason]])


RULE = NonRefundableProducts
