"""Alerts before a dispute over HTTP: brought by platforms, read, and decided with the same acts as the desk's."""

from __future__ import annotations

from typing import ClassVar, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema

from customers.api.base import ApiView, Nothing, Request, Response, page_of
from customers.api.fields import OneOf, StrictSerializer, Text
from customers.api.idempotency import once
from customers.models import User
from disputes.actions.decide_alert import (
    WORDS_LIMIT,
    answer_with_refund,
    leave_alone,
    look_at_it,
    refund_for_alert,
)
from disputes.actions.match_alert import match_alert
from disputes.actions.own_alert import hand_over_alert, take_over_alert
from disputes.actions.take_alert import bring_alert
from disputes.api.alert_shapes import (
    AlertDetailOut,
    AlertEventOut,
    AlertIn,
    AlertOut,
    AlertOutcomeOut,
    told_by,
)
from disputes.api.moves import DisputeHandOverIn
from disputes.models import Alert, AlertEvent
from disputes.prevention.finding import find_alert
from disputes.prevention.lists import ME, NOBODY, TABS, that_fit
from refunds import permissions
from refunds.api.shapes import RefundOpenedOut

READ, WRITE, BRING = "disputes:read", "disputes:write", "alerts:write"


class AlertQuery(StrictSerializer):
    """The lists of the desk and their filters."""

    tab = OneOf([(name, name) for name in TABS], required=False, help_text="A list of the desk; every alert if none.")
    provider = OneOf(Alert.Provider.choices, required=False)
    state = OneOf(Alert.State.choices, required=False)
    owner = OneOf([(ME, ME), (NOBODY, NOBODY)], required=False)


class AlertsView(ApiView):
    """All alerts, and one that a platform brings."""

    scopes: ClassVar = {"GET": READ, "POST": BRING}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES, "POST": permissions.BRING_ALERTS}
    page_keys: ClassVar = ("-alerted_at", "-id")

    @extend_schema(operation_id="list_alerts", parameters=[AlertQuery], responses=page_of(AlertOut))
    def get(self, request: Request) -> Response:
        """List alerts, newest first; in the lists "waiting" and "mine" the one that is due first comes first."""
        asked = self.wanted(AlertQuery)
        person = cast("User", self.actor.person)
        tab = TABS[asked.pop("tab", "all")]
        if tab.is_due:
            self.page_keys = ("answer_by", "id")  # type: ignore[misc]
        return self.page(tab.rows(that_fit(_rows(), asked, person), person), AlertOut)

    @extend_schema(operation_id="bring_alert", request=AlertIn, responses={200: AlertOutcomeOut, 201: AlertOutcomeOut})
    @once
    def post(self, request: Request) -> Response:
        """Bring an alert: 201 for a new one, 200 for one that is known. The answer says where it stands."""
        alert, is_new = bring_alert(actor=self.actor, told=told_by(self.sent(AlertIn)))
        shown = AlertOutcomeOut(find_alert(alert.reference)).data
        location = {"Location": f"{request.path}{alert.reference}/outcome/"}
        return Response(shown, 201 if is_new else 200, headers=location)


class AlertView(ApiView):
    """One alert."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_alert", responses=AlertDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read an alert with what may be done about it, and whether to pay back now or to wait."""
        self.wanted(StrictSerializer)
        return Response(AlertDetailOut(find_alert(reference), context={"person": self.actor.person}).data)


class AlertOutcomeView(ApiView):
    """What became of an alert."""

    scopes: ClassVar = {"GET": BRING}
    moves: ClassVar = {"GET": permissions.BRING_ALERTS}

    @extend_schema(operation_id="read_alert_outcome", responses=AlertOutcomeOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read the answer to an alert, for the platform that brought it."""
        self.wanted(StrictSerializer)
        rows = Alert.objects.filter(provider__in=Alert.BROUGHT).select_related("refund")
        return Response(AlertOutcomeOut(find_alert(reference, rows)).data)


class AlertEventsView(ApiView):
    """What happened to an alert."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}
    page_keys: ClassVar = ("id",)

    @extend_schema(operation_id="list_alert_events", responses=page_of(AlertEventOut))
    def get(self, request: Request, reference: str) -> Response:
        """List the events of an alert, oldest first."""
        self.wanted(StrictSerializer)
        return self.page(AlertEvent.objects.filter(alert=find_alert(reference, Alert.objects.all())), AlertEventOut)


class AlertMatchIn(StrictSerializer):
    """`payment` is our number of the payment, as "PM-2026-000123"."""

    payment = Text(max_length=32)


class MatchAlertView(ApiView):
    """Ties an alert to its payment."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="match_alert", request=AlertMatchIn, responses=AlertOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Say which payment an alert is about. What the network has paid back is booked on it at once."""
        match_alert(actor=self.actor, reference=reference, payment=self.sent(AlertMatchIn)["payment"])
        return Response(AlertOut(find_alert(reference)).data)


class RefundForAlertView(ApiView):
    """Pays back because of an alert."""

    scopes: ClassVar = {"POST": "refunds:write"}
    moves: ClassVar = {"POST": permissions.REQUEST}

    @extend_schema(operation_id="refund_for_alert", request=Nothing, responses={201: RefundOpenedOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Ask for the refund that keeps the dispute away. Policy and people decide it: look at its state."""
        self.sent(Nothing)
        refund = refund_for_alert(actor=self.actor, reference=reference)
        location = {"Location": f"/api/v1/refunds/{refund.reference}/"}
        return Response(RefundOpenedOut(refund).data, 201, headers=location)


class AlertRefundIn(StrictSerializer):
    """`refund` is the number of a refund of the same payment."""

    refund = Text(max_length=32)


class AnswerAlertView(ApiView):
    """Counts a refund that is there."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="answer_alert_with_refund", request=AlertRefundIn, responses=AlertOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Count a refund of the payment, under way or done, as the answer."""
        answer_with_refund(actor=self.actor, reference=reference, refund=self.sent(AlertRefundIn)["refund"])
        return Response(AlertOut(find_alert(reference)).data)


class AlertWordsIn(StrictSerializer):
    """Words that colleagues read."""

    words = Text(max_length=WORDS_LIMIT)


class LeaveAlertView(ApiView):
    """Leaves an alert alone."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="leave_alert_alone", request=AlertWordsIn, responses=AlertOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Decide to pay nothing back, with the reason."""
        leave_alone(actor=self.actor, reference=reference, words=self.sent(AlertWordsIn)["words"])
        return Response(AlertOut(find_alert(reference)).data)


class LookAtAlertView(ApiView):
    """Ends what a person had to look at."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="look_at_alert", request=AlertWordsIn, responses=AlertOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Say what came of what a person had to look at."""
        look_at_it(actor=self.actor, reference=reference, words=self.sent(AlertWordsIn)["words"])
        return Response(AlertOut(find_alert(reference)).data)


class TakeAlertView(ApiView):
    """Takes an alert over."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="take_over_alert", request=Nothing, responses=AlertOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Make an alert the key owner's: nobody's, or as a lead anybody's."""
        self.sent(Nothing)
        take_over_alert(actor=self.actor, reference=reference)
        return Response(AlertOut(find_alert(reference)).data)


class HandOverAlertView(ApiView):
    """Hands an alert over."""

    scopes: ClassVar = {"POST": WRITE}
    moves: ClassVar = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="hand_over_alert", request=DisputeHandOverIn, responses=AlertOut)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Give an alert to a colleague, with words that they read."""
        hand_over_alert(actor=self.actor, reference=reference, **self.sent(DisputeHandOverIn))
        return Response(AlertOut(find_alert(reference)).data)


def _rows() -> QuerySet[Alert]:
    return Alert.objects.select_related("payment", "owner", "refund", "dispute")
