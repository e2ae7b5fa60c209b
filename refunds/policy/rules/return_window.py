"""How long after delivery something may still be given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from refunds.policy.facts import FAULT_REASONS, REASONS, Facts, LineFacts
from refunds.policy.lines import verdict_on_excluded
from refunds.policy.names import REASON_NAMES
from refunds.policy.parameter_types import days, parameter, some_of
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict, Verdict
from refunds.policy.windows import Window, days_for, windows
from refunds.policy.wording import day, listed, listed_or
from refunds.policy.wording import days as in_days
from refunds.policy.wording import gettext as _


@dataclass(frozen=True)
class Parameters:
    days: int = parameter(30, days, gettext_lazy("Days after delivery"))
    windows: tuple[Window, ...] = parameter(
        [{"product_kind": "digital", "days": 14}, {"product_kind": "subscription", "days": 14}],
        windows,
        gettext_lazy("Other days for a product kind, channel, country or reason"),
    )
    lasting_reasons: tuple[str, ...] = parameter(
        list(FAULT_REASONS),
        some_of(REASONS, REASON_NAMES),
        gettext_lazy("Reasons that do not lapse: a person decides them after the window"),
    )


class ReturnWindow(Rule[Parameters]):
    """
    A refund can be asked for within a number of days after delivery, or after payment where no delivery is known.
    The last day counts in full, in UTC. The number may differ by product kind, sales channel, country and reason; the
    most specific one applies. Shipping follows the things it was paid for. Reasons that are no change of mind, such as
    damage, do not lapse with the window: a person decides them.
    """

    code = "return_window"
    title = gettext_lazy("Return window")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        lines = _lines_with_a_window(facts)
        last_days = {line.line_id: _last_day(line, facts, parameters) for line in lines}
        today = facts.asked_at.date()
        late = [line for line in lines if today > last_days[line.line_id]]
        excused = facts.reason in parameters.lasting_reasons
        verdict = verdict_on_excluded(facts, late, lines, excused=excused)
        if verdict == Verdict.ALLOW:
            return self._in_time(min(last_days.values()))
        ended = listed([_ended(line, last_days[line.line_id]) for line in late])
        detail = {
            "because": _because(late, last_days, facts),
            "last_days": {str(line.line_id): last_days[line.line_id].isoformat() for line in late},
        }
        if verdict == Verdict.REVIEW:
            return self._person_decides(ended, detail, excused)
        return self._too_late(ended, detail, others_in_time=len(late) < len(lines))

    def plain_words(self, parameters: Parameters) -> str:
        sentences = [
            _(
                "You can ask for a refund within %s after delivery, or after payment where nothing is delivered;"
                " the last day counts in full."
            )
            % in_days(parameters.days)
        ]
        if parameters.windows:
            others = "; ".join(window.told() for window in parameters.windows)
            sentences.append(_("Other times hold: %s.") % others)
        if parameters.lasting_reasons:
            reasons = listed_or([str(REASON_NAMES[reason]) for reason in parameters.lasting_reasons])
            sentences.append(_("If the reason is %s, you can ask later too, and a person decides.") % reasons)
        return " ".join(sentences)

    @classmethod
    def remedy(cls) -> str:
        return _("For a change of mind nothing changes it. If something was wrong with it, say what, and show it.")

    def _in_time(self, last_on: date) -> RuleVerdict:
        return self.allow(
            _("Asked in time: the window is open until %s.") % day(last_on),
            _("You asked in time: your return window is open until %s.") % day(last_on),
            last_on=last_on.isoformat(),
        )

    def _person_decides(self, ended: str, detail: dict[str, Any], excused: bool) -> RuleVerdict:
        if excused:
            sentence = _("Asked after the window for %s, but the reason does not lapse; a person decides.") % ended
        else:
            sentence = _("The window has ended for %s; whether the amount is meant for that, a person decides.") % ended
        return self.review(
            sentence,
            _("The return window has ended for %s, so a colleague looks at your request in person.") % ended,
            **detail,
        )

    def _too_late(self, ended: str, detail: dict[str, Any], others_in_time: bool) -> RuleVerdict:
        customer_sentence = _("The return window has ended for %s.") % ended
        if others_in_time:
            customer_sentence += " " + _("You can still ask for the rest of your order.")
        else:
            customer_sentence += " " + _("If something was wrong with it, please choose that as the reason.")
        return self.deny(_("Asked after the window for %s.") % ended, customer_sentence, **detail)


def _because(late: list[LineFacts], last_days: dict[int, date], facts: Facts) -> str:
    """When each thing arrived or was bought, until when its window was open, and when it was asked for."""
    asked_on = day(facts.asked_at.date())
    stories = [_story(line, last_days[line.line_id], facts) for line in late]
    return " ".join([*stories, _("You asked on %s.") % asked_on])


def _story(line: LineFacts, last_on: date, facts: Facts) -> str:
    arrived_on = line.delivered_on or (facts.delivered_at.date() if facts.delivered_at else None)
    words = {"thing": line.description, "begin": day(arrived_on or facts.captured_at.date()), "end": day(last_on)}
    if arrived_on:
        return _("“%(thing)s” arrived on %(begin)s, and its window ended on %(end)s.") % words
    return _("“%(thing)s” was bought on %(begin)s, and its window ended on %(end)s.") % words


def _lines_with_a_window(facts: Facts) -> list[LineFacts]:
    """The lines the request is about; shipping only where it stands alone, the whole order where no line is known."""
    lines = facts.concerned_lines or (_whole_order(facts),)
    return [line for line in lines if line.product_kind != "shipping"] or list(lines)


def _whole_order(facts: Facts) -> LineFacts:
    return LineFacts(
        line_id=0,
        description=_("your order"),
        product_kind="",
        channel="",
        quantity_bought=1,
        quantity_asked=0,
        paid_minor=facts.captured_minor,
        asked_minor=0,
        already_minor=0,
        delivered_on=None,
    )


def _last_day(line: LineFacts, facts: Facts, parameters: Parameters) -> date:
    arrived_at = facts.delivered_at or facts.captured_at
    starts_on = line.delivered_on or arrived_at.date()
    return starts_on + timedelta(days=days_for(line, facts, parameters.windows, parameters.days))


def _ended(line: LineFacts, last_on: date) -> str:
    return _("“%(thing)s” (until %(day)s)") % {"thing": line.description, "day": day(last_on)}


RULE = ReturnWindow
