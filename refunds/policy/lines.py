"""What the lines of a request come to, when a rule excludes some of them."""

from __future__ import annotations

from collections.abc import Sequence

from refunds.policy.facts import Facts, LineFacts
from refunds.policy.verdicts import Verdict


def verdict_on_excluded(
    facts: Facts, excluded: Sequence[LineFacts], considered: Sequence[LineFacts], *, excused: bool
) -> Verdict:
    """Judge a request when the rule excludes some of the lines that it considered.

    `excused`: the reason is one that the rule never simply refuses. Where only an amount is asked for and some of
    the lines could justify it, nobody but a person can tell.
    """
    if not excluded:
        return Verdict.ALLOW
    undecided = not facts.names_lines and len(excluded) < len(considered)
    return Verdict.REVIEW if excused or undecided else Verdict.DENY
