"""What may stand in a policy document, and what its author reads when something may not."""

import json

import pytest

from refunds.policy.parameter_types import BadParameter, read_parameters
from refunds.policy.parameters import DEFAULT_POLICY, complete, validate
from refunds.policy.rules.return_window import Parameters as WindowParameters


def faults_of(rule, **values):
    return [str(fault) for fault in validate({rule: values})]


def test_the_policy_of_a_new_shop_is_valid_and_plain_json():
    assert validate(DEFAULT_POLICY) == []
    assert json.loads(json.dumps(DEFAULT_POLICY)) == DEFAULT_POLICY


def test_a_policy_may_leave_out_what_it_does_not_change():
    assert validate({}) == []
    assert validate({"return_window": {}}) == []
    assert validate({"return_window": {"days": 14}}) == []


@pytest.mark.parametrize("document", [None, [], "policy", 1])
def test_a_policy_is_an_object(document):
    assert [str(fault) for fault in validate(document)] == ["The policy is an object of rules and their parameters."]


def test_an_unknown_rule_or_parameter_is_a_fault():
    assert faults_of("return_windows", days=3) == ["return_windows: There is no such rule."]
    assert faults_of("return_window", dayz=3) == ["return_window.dayz: There is no such parameter."]
    assert [str(fault) for fault in validate({"return_window": [1]})] == [
        "return_window: The parameters of a rule are an object of names and values."
    ]


def test_every_fault_is_named_with_its_place():
    document = {"return_window": {"days": -1, "windows": {}}, "automatic_approval": {"reasons": ["mood"]}}
    places = [(fault.rule, fault.parameter) for fault in validate(document)]

    assert places == [("return_window", "days"), ("return_window", "windows"), ("automatic_approval", "reasons")]


@pytest.mark.parametrize("days", [-1, 3651, 1.0, "14", True, None, float("nan")])
def test_days_are_a_whole_number_within_reason(days):
    assert faults_of("return_window", days=days) == ["return_window.days: Give a whole number from 0 to 3650."]


@pytest.mark.parametrize("days", [0, 3650])
def test_days_may_reach_their_bounds(days):
    assert faults_of("return_window", days=days) == []


@pytest.mark.parametrize(
    "windows",
    [
        [{"days": 14}],
        [{"country": "DE"}],
        [{"days": 14, "country": "de"}],
        [{"days": 14, "country": "DEU"}],
        [{"days": 14, "country": ""}],
        [{"days": 14, "product_kind": "car"}],
        [{"days": 14, "product_kind": ["digital"]}],
        [{"days": 14, "channel": " "}],
        [{"days": 14.5, "country": "DE"}],
        [{"days": 14, "region": "EU"}],
        [{"days": 14, "country": "DE"}, {"days": 15, "country": "DE"}],
        ["DE"],
        {"DE": 14},
    ],
)
def test_a_window_that_leaves_room_for_doubt_is_refused(windows):
    assert len(faults_of("return_window", windows=windows)) == 1


@pytest.mark.parametrize(
    "amounts",
    [
        {"EUR": -1},
        {"EUR": 50.0},
        {"EUR": "50"},
        {"EUR": True},
        {"eur": 50},
        {"XXQ": 50},
        {"EUR": 10**15 + 1},
        [["EUR", 50]],
    ],
)
def test_amounts_are_whole_minor_units_of_known_currencies(amounts):
    assert len(faults_of("automatic_approval", up_to_minor=amounts)) == 1


@pytest.mark.parametrize("reasons", ["damaged", ["damaged", "damaged"], ["mood"], [None], [["damaged"]]])
def test_reasons_are_a_list_of_known_ones_each_once(reasons):
    assert len(faults_of("documents_required", reasons=reasons)) == 1


@pytest.mark.parametrize("switch", [0, 1, "yes", None])
def test_a_switch_is_true_or_false(switch):
    assert faults_of("automatic_approval", staff_requests=switch) == [
        "automatic_approval.staff_requests: Give true or false."
    ]


def test_a_completed_policy_keeps_meaning_the_same_after_defaults_change():
    kept = complete({"return_window": {"days": 60}})

    assert kept["return_window"] == {**DEFAULT_POLICY["return_window"], "days": 60}
    assert {code: values for code, values in kept.items() if code != "return_window"} == {
        code: values for code, values in DEFAULT_POLICY.items() if code != "return_window"
    }
    assert validate(kept) == []


def test_unreadable_parameters_are_refused_with_every_fault():
    with pytest.raises(BadParameter, match=r"whole number.*no such parameter"):
        read_parameters(WindowParameters, {"days": "x", "dayz": 1})
