"""All answers together: the strictest decides, and what cannot be checked goes before a person."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refunds.policy.discovery import policy_rules
from refunds.policy.evaluate import evaluate
from refunds.policy.parameters import DEFAULT_POLICY
from refunds.policy.rule import Rule
from refunds.policy.verdicts import Decision, RuleVerdict, Verdict
from tests.refunds.policy.examples import LAMP, any_facts, asked_for, days_after_delivery, request

ALLOW, REVIEW, DENY = Verdict

answers = st.builds(
    RuleVerdict,
    rule=st.text(min_size=1, max_size=5),
    title=st.just("Title"),
    verdict=st.sampled_from(Verdict),
    sentence=st.just("For staff."),
    customer_sentence=st.just("In kind words."),
)
some_answers = st.lists(answers, min_size=1, max_size=8, unique_by=lambda answer: answer.rule)


@dataclass(frozen=True)
class NoParameters:
    pass


class Broken(Rule[NoParameters]):
    """This rule breaks."""

    code = "broken"
    title = "Broken"
    parameters = NoParameters

    def judge(self, facts, parameters):
        raise ZeroDivisionError("a fault in the rule")

    def plain_words(self, parameters):
        return "This rule breaks."

    @classmethod
    def remedy(cls):
        return "Nothing changes it."


def test_milas_small_and_usual_request_goes_out_by_itself():
    decision = evaluate(request(), DEFAULT_POLICY, "v1")

    assert decision.verdict == ALLOW
    assert decision.policy_version == "v1"
    assert {answer.rule for answer in decision.rule_verdicts} == set(policy_rules())
    assert decision.customer_sentences() == []


def test_every_rule_answers_even_when_one_already_said_no():
    decision = evaluate(asked_for(LAMP, asked_at=days_after_delivery(40), open_holds=("Wait.",)), DEFAULT_POLICY, "v1")

    assert decision.verdict == DENY
    assert len(decision.rule_verdicts) == len(policy_rules())
    assert decision.rules_saying(DENY) == ["return_window"]
    assert decision.rules_saying(REVIEW) == ["open_hold"]
    assert [answer.rule for answer in decision.rule_verdicts][:2] == ["return_window", "open_hold"]
    assert len(decision.customer_sentences()) == 1
    assert "return window has ended" in decision.customer_sentences()[0]


def test_the_shops_own_numbers_count():
    document = {**DEFAULT_POLICY, "automatic_approval": {"up_to_minor": {"EUR": 4309}}}

    assert evaluate(request(), document, "v2").rules_saying(REVIEW) == ["automatic_approval"]


@given(some_answers, st.randoms())
def test_the_order_in_which_rules_answer_makes_no_difference(given_answers, random):
    shuffled = random.sample(given_answers, len(given_answers))

    assert Decision.of(shuffled, "v1") == Decision.of(given_answers, "v1")


@given(any_facts, st.randoms())
def test_the_order_of_the_rules_themselves_makes_no_difference(facts, random):
    rules = list(policy_rules().values())
    shuffled = random.sample(rules, len(rules))

    assert evaluate(facts, DEFAULT_POLICY, "v1", shuffled) == evaluate(facts, DEFAULT_POLICY, "v1", rules)


@given(some_answers)
def test_one_no_is_a_no_and_only_all_yes_is_a_yes(given_answers):
    verdicts = {answer.verdict for answer in given_answers}
    expected = DENY if DENY in verdicts else REVIEW if REVIEW in verdicts else ALLOW

    assert Decision.of(given_answers, "v1").verdict == expected


@given(some_answers, answers)
def test_another_answer_never_makes_the_verdict_milder(given_answers, another):
    before = Decision.of(given_answers, "v1").verdict
    after = Decision.of([*given_answers, another], "v1").verdict

    assert after.severity >= before.severity


def test_a_rule_that_breaks_sends_the_request_to_a_person(caplog):
    decision = evaluate(request(), DEFAULT_POLICY, "v1", [*policy_rules().values(), Broken()])

    assert decision.verdict == REVIEW
    assert decision.rules_saying(REVIEW) == ["broken"]
    assert decision.rule_verdicts[0].sentence == "This could not be checked, so a person decides."
    assert "a fault in the rule" in caplog.text


def test_a_rule_that_breaks_does_not_soften_a_no():
    facts = request(refunded_minor=6800)

    assert evaluate(facts, DEFAULT_POLICY, "v1", [*policy_rules().values(), Broken()]).verdict == DENY


@pytest.mark.parametrize(
    ("document", "unsure"),
    [
        ({**DEFAULT_POLICY, "return_window": {"days": "thirty"}}, ["return_window"]),
        ({**DEFAULT_POLICY, "return_window": {"weeks": 4}}, ["return_window"]),
        ({**DEFAULT_POLICY, "return_window": None}, ["return_window"]),
        ({**DEFAULT_POLICY, "phase_of_the_moon": {}}, ["phase_of_the_moon"]),
        ([], sorted(policy_rules())),
        (None, sorted(policy_rules())),
    ],
)
def test_a_policy_that_cannot_be_read_never_lets_money_out(document, unsure):
    decision = evaluate(request(), document, "v1")

    assert decision.verdict == REVIEW
    assert decision.rules_saying(REVIEW) == unsure


def test_no_rule_at_all_is_not_a_yes():
    assert evaluate(request(), {}, "v1", []).verdict == REVIEW


def test_a_rule_the_policy_does_not_mention_answers_with_its_defaults():
    assert evaluate(request(), {}, "v1") == evaluate(request(), DEFAULT_POLICY, "v1")


def test_the_kept_answer_is_plain_values():
    answer = evaluate(request(lines=(replace(LAMP, returnable=False),)), DEFAULT_POLICY, "v1").rule_verdicts[0]

    assert answer.as_json() == {
        "rule": "non_refundable_products",
        "title": "Products that cannot be given back",
        "verdict": "deny",
        "sentence": "“Lamp” cannot be given back.",
        "customer_sentence": "“Lamp” cannot be given back because of a change of mind. "
        "If something was wrong with it, please choose that as the reason.",
        "detail": {"lines": [1]},
        "because": "“Lamp” was sold as final. Your reason was a change of mind.",
        "remedy": "For a change of mind nothing changes it. If something was wrong with it, say what, and show it.",
    }
