"""What every policy rule promises, whoever writes it. A new file in refunds/policy/rules is held to this by itself."""

import json
import pkgutil
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings

from refunds.policy import rules
from refunds.policy.discovery import policy_rules
from refunds.policy.fees import Fees
from refunds.policy.parameter_types import (
    AmountsByCurrency,
    Countries,
    SomeOf,
    Table,
    WholeNumber,
    YesOrNo,
    default_values,
    kinds_of,
    parameter_faults,
    read_parameters,
)
from refunds.policy.verdicts import RuleVerdict, Verdict
from tests.refunds.policy.examples import any_facts

EXPECTED = {
    "automatic_approval",
    "customer_velocity",
    "documents_required",
    "duplicate_request",
    "exchange_wish",
    "keep_the_goods",
    "non_refundable_products",
    "open_hold",
    "reason_questions",
    "refundable_amount",
    "refundable_method",
    "return_window",
    "store_credit_bonus",
}

every_rule = pytest.mark.parametrize("rule", policy_rules().values(), ids=lambda rule: rule.code)


def test_every_file_in_the_folder_is_a_rule_that_is_found():
    files = {module.name for module in pkgutil.iter_modules(rules.__path__)}

    assert set(policy_rules()) == files
    assert files >= EXPECTED


@every_rule
def test_a_rule_explains_itself_on_the_screen(rule):
    assert str(rule.title).strip()
    assert len(rule.text()) > 40
    assert "\n" not in rule.text()
    assert rule.text().endswith(".")


@every_rule
def test_its_parameters_have_a_label_and_a_default_that_it_accepts(rule):
    defaults = default_values(rule.parameters)

    assert is_dataclass(rule.parameters)
    assert all(str(declared.metadata["label"]).strip() for declared in fields(rule.parameters))
    assert parameter_faults(rule.parameters, defaults) == {}
    assert json.loads(json.dumps(defaults)) == defaults
    assert read_parameters(rule.parameters, {}) == read_parameters(rule.parameters, defaults)


@every_rule
def test_its_plain_words_say_every_parameter(rule):
    defaults = default_values(rule.parameters)
    words = rule.plain_words(read_parameters(rule.parameters, {}))

    assert len(words) > 40
    assert words.endswith(".")
    for name, kind in kinds_of(rule.parameters).items():
        if defaults[name] not in (None, [], {}, True, False):
            assert all(line in words for line in kind.told(defaults[name])), name


@every_rule
def test_its_plain_words_change_with_every_parameter(rule):
    words = rule.plain_words(read_parameters(rule.parameters, {}))

    for name, kind in kinds_of(rule.parameters).items():
        for other in other_values(kind):
            assert kind.told(other)
            changed = rule.plain_words(read_parameters(rule.parameters, {name: other}))
            assert changed != words, (name, other)
            assert changed.endswith(".")


def other_values(kind):
    """Values of this kind that no rule has as its default, the empty one among them."""
    if isinstance(kind, WholeNumber):
        return [77]
    if isinstance(kind, YesOrNo):
        return [True]
    if isinstance(kind, AmountsByCurrency):
        return [{}, {"KWD": 1234}]
    if isinstance(kind, SomeOf):
        return [[], [kind.known[-1]]]
    if isinstance(kind, Countries):
        return [["FR", "JP"]]
    if isinstance(kind, Fees):
        return [[{"product_kind": "ticket", "percent": 10}], [{"product_kind": "ticket", "fixed_minor": {"EUR": 500}}]]
    assert isinstance(kind, Table)
    names = [column.name for column in kind.columns]
    rows = [{"country": "FR"}, {"channel": "store"}, {"product_kind": "ticket", "country": "FR"}]
    fitting = [row for row in rows if set(row) <= set(names)] or [{}]
    wanted = {column.name: NEEDED[column.name] for column in kind.columns if column.name in NEEDED}
    if any(column.name == "reason" and column.needed for column in kind.columns):
        wanted["reason"] = "damaged"
    return [[{**row, **wanted}] for row in fitting]


NEEDED = {
    "days": 3, "currency": "EUR", "up_to_minor": 700, "percent": 7, "question": "Which colour?", "kind": "text",
}  # fmt: skip
"""What columns hold that are no conditions; and the reason of a table that is about reasons alone."""


@every_rule
def test_its_parameters_cannot_be_changed_by_a_reader(rule):
    assert rule.parameters.__dataclass_params__.frozen


@every_rule
@given(facts=any_facts)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_rule_has_an_answer_to_any_facts(rule, facts):
    answer = rule.judge(facts, read_parameters(rule.parameters, {}))

    assert isinstance(answer, RuleVerdict)
    assert isinstance(answer.verdict, Verdict)
    assert answer.rule == rule.code
    assert answer.title.strip()
    assert answer.sentence.strip()
    assert answer.customer_sentence.strip()
    assert json.loads(json.dumps(answer.as_json())) == answer.as_json()


@every_rule
@given(facts=any_facts)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_rule_says_the_same_about_the_same_facts(rule, facts):
    parameters = read_parameters(rule.parameters, {})

    assert rule.judge(facts, parameters) == rule.judge(facts, parameters)
