"""The evidence of a dispute over HTTP: what wins and what there is of it, the draft, its files, the packet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response
from customers.api.fields import OneOf, StrictSerializer, Text, Whole, YesNo
from customers.api.files import AnyFile
from customers.api.idempotency import once
from customers.documents.intake import SentFile
from customers.documents.store import content_of
from disputes.actions.begin_appeal import begin_appeal
from disputes.actions.build_packet import build_packet, is_built
from disputes.actions.draft_files import attach_files, document_of_draft, put_out_file, take_over_document
from disputes.actions.write_draft import LONGEST_DEFENCE, LONGEST_TEXT, fill_draft, open_draft, save_draft, settle_clash
from disputes.evidence.pieces import PIECE_NAMES, PIECES, TEXT_FIELDS
from disputes.evidence.reason import Goods
from disputes.evidence_screen import Screen, evidence_screen
from disputes.results.precedents import Precedent
from refunds import permissions
from refunds.api.documents import LONGEST_BASE64, LONGEST_SENT_NAME, DocumentIn

READ = permissions.scope_for(permissions.SEE_DISPUTES)
WRITE = permissions.scope_for(permissions.ANSWER_DISPUTES)
LATEST_VERSION = 2**31 - 1
LONGEST_FIELD_NAME = 200
DRAFT_BODY = 1024 * 1024


class ItemOut(serializers.Serializer):
    """One thing that wins, the heaviest first. `found` is what there is of it; a gap says whom to `ask`."""

    piece = serializers.CharField()
    title = serializers.CharField()
    shows = serializers.CharField()
    weight = serializers.IntegerField()
    found = serializers.CharField()
    ask = serializers.CharField()


class WishOut(serializers.Serializer):
    """What the gateway itself asks for in this case."""

    code = serializers.CharField()
    weight = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    defence = serializers.CharField()
    is_there = serializers.BooleanField()


class MeterOut(serializers.Serializer):
    """How much of a limit is used; `most` 0 is no limit. Bytes, pages or characters."""

    code = serializers.CharField()
    used = serializers.IntegerField()
    most = serializers.IntegerField()


class FindingOut(serializers.Serializer):
    """What to know before it is handed in. What `stops` must be mended first."""

    code = serializers.CharField()
    words = serializers.CharField()
    stops = serializers.BooleanField()
    field = serializers.CharField()


class DraftFileOut(serializers.Serializer):
    """A file of the draft and the piece of evidence that it shows."""

    key = serializers.CharField(source="document.key")
    name = serializers.CharField(source="document.name")
    piece = serializers.CharField()
    pages = serializers.IntegerField(source="document.pages")
    size_bytes = serializers.IntegerField(source="document.size_bytes")


class PacketOut(serializers.Serializer):
    """The packet as it will arrive; `is_current` says whether it shows the draft as it is now."""

    key = serializers.CharField()
    pages = serializers.IntegerField()
    is_current = serializers.BooleanField()
    is_coarse = serializers.BooleanField()
    left_out = serializers.ListField(child=serializers.CharField())
    parts = serializers.ListField(child=serializers.DictField())


class AsideOut(serializers.Serializer):
    """Words that came too late in their field, and wait for a choice."""

    field = serializers.CharField()
    words = serializers.CharField()
    who = serializers.CharField()


class EvidenceDraftOut(serializers.Serializer):
    """The draft of this round. Send `version` back with every change."""

    version = serializers.IntegerField()
    goods = serializers.CharField()
    texts = serializers.DictField(child=serializers.CharField())
    left_out = serializers.ListField(child=serializers.CharField())
    defence = serializers.CharField()
    set_aside = AsideOut(many=True)
    files = DraftFileOut(many=True)
    packet = PacketOut(allow_null=True)


class PastWonOut(serializers.Serializer):
    """A case of the same reason that evidence won. `is_alike` names what else it shares: "network", "goods"."""

    dispute = serializers.CharField(source="reference")
    network = serializers.CharField()
    goods = serializers.CharField()
    is_alike = serializers.SerializerMethodField()
    showed = serializers.ListField(source="pieces", child=serializers.CharField())
    ended_on = serializers.DateField(allow_null=True)
    amount_minor = serializers.IntegerField()
    currency = serializers.CharField()

    def get_is_alike(self, case: Precedent) -> list[str]:
        return sorted(case.is_alike)


class EvidenceOut(serializers.Serializer):
    """What wins this dispute, what there is of it, the draft, and what must be known before it is handed in.

    `asks` is what the network wants to see, `traps` what others lost by, `source` where that is written.
    """

    dispute = serializers.CharField()
    state = serializers.CharField()
    category = serializers.CharField()
    claim = serializers.CharField()
    asks = serializers.CharField(allow_blank=True)
    traps = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField()  # type: ignore[assignment]
    is_hopeless = serializers.BooleanField(help_text="Nothing turns a case of this kind.")
    readiness = serializers.IntegerField(help_text="0 to 100.")
    checklist = ItemOut(many=True)
    wanted = WishOut(many=True)
    over_api = serializers.BooleanField(help_text="Whether the gateway takes evidence over its API.")
    draft = EvidenceDraftOut(allow_null=True)
    meters = MeterOut(many=True)
    findings = FindingOut(many=True)
    past_won = PastWonOut(many=True)


class DraftTextsIn(StrictSerializer):
    """Only what changes. A field that somebody else changed since `version` keeps their words; yours are set aside."""

    version = Whole(min_value=0, max_value=LATEST_VERSION)
    texts = serializers.DictField(
        child=Text(max_length=LONGEST_TEXT, allow_blank=True),
        required=False,
        help_text=f"By field: {', '.join(TEXT_FIELDS)}.",
    )
    goods = OneOf(choices=[goods.value for goods in Goods], required=False)
    left_out = serializers.ListField(
        child=OneOf(choices=PIECE_NAMES), required=False, max_length=len(PIECES),
        help_text="Pieces of our own records that the packet shall not print.",
    )  # fmt: skip
    defence = Text(max_length=LONGEST_DEFENCE, required=False, allow_blank=True)


class ChoiceIn(StrictSerializer):
    """Take the words that were set aside in a field, or drop them."""

    field = Text(max_length=LONGEST_FIELD_NAME)
    take = YesNo()


class EvidenceFileIn(DocumentIn):
    """A file that shows a piece of evidence."""

    piece = OneOf(choices=PIECE_NAMES)
    name = Text(max_length=LONGEST_SENT_NAME)
    description = None  # type: ignore[assignment]


class TakeOverIn(StrictSerializer):
    """A document of a refund of the same payment."""

    piece = OneOf(choices=PIECE_NAMES)
    document = Text(max_length=64)


class EvidenceView(ApiView):
    """Everything about a dispute's evidence."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}

    @extend_schema(operation_id="read_evidence", responses=EvidenceOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read what wins a dispute, what there is of it, and the draft."""
        self.wanted(StrictSerializer)
        return Response(shown(self, reference))


def _move(
    name: str, summary: str, body: type[StrictSerializer], act: Callable[..., Any], limit: int | None = None
) -> type[ApiView]:
    """Build the endpoint of one change of the draft."""

    class MoveView(ApiView):
        scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}
        moves: ClassVar[Mapping[str, str]] = {"POST": permissions.ANSWER_DISPUTES}

        @extend_schema(operation_id=name, summary=summary, request=body, responses={200: EvidenceOut})
        @once
        def post(self, request: Request, reference: str) -> Response:
            act(actor=self.actor, reference=reference, **self.sent(body))
            return Response(shown(self, reference))

    if limit:
        MoveView.body_limit = limit  # type: ignore[attr-defined]
    MoveView.__name__ = "".join(part.title() for part in name.split("_")) + "View"
    return MoveView


def _attach(*, actor: Any, reference: str, piece: str, name: str, content: bytes) -> None:
    attach_files(actor=actor, reference=reference, piece=piece, files=[SentFile(name, content, len(content))])


def _take_over(*, actor: Any, reference: str, piece: str, document: str) -> None:
    take_over_document(actor=actor, reference=reference, piece=piece, key=document)


BeginView = _move("begin_evidence_draft", "Begin the draft with what our records can say.", Nothing, open_draft)
AppealView = _move("begin_appeal", "Begin the appeal of a lost case: a draft for what is new.", Nothing, begin_appeal)
WriteView = _move("write_evidence_draft", "Change the draft, field by field.", DraftTextsIn, save_draft, DRAFT_BODY)
FillView = _move("fill_evidence_draft", "Fill empty fields from our records.", Nothing, fill_draft)
ChooseView = _move("choose_evidence_text", "Decide between two texts of a field.", ChoiceIn, settle_clash)
AttachView = _move(
    "attach_evidence_file", "Add a file. It is examined first.", EvidenceFileIn, _attach, LONGEST_BASE64 + 64 * 1024
)
TakeOverView = _move("take_over_evidence", "Use a document of a refund of the payment.", TakeOverIn, _take_over)
PacketView = _move("build_evidence_packet", "Print the packet as it will arrive.", Nothing, build_packet)


class FileRemovalView(ApiView):
    """Puts a file out of the draft."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}
    moves: ClassVar[Mapping[str, str]] = {"POST": permissions.ANSWER_DISPUTES}

    @extend_schema(operation_id="put_out_evidence_file", request=Nothing, responses={200: EvidenceOut})
    @once
    def post(self, request: Request, reference: str, key: str) -> Response:
        """Put a file out of the draft."""
        self.sent(Nothing)
        put_out_file(actor=self.actor, reference=reference, key=key)
        return Response(shown(self, reference))


class EvidenceContentView(ApiView):
    """A file of a dispute: of its draft, its packet, or what was handed in."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_DISPUTES}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_evidence_file",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, reference: str, key: str) -> Response:
        """Download a file, as an attachment."""
        self.wanted(StrictSerializer)
        content = content_of(document_of_draft(reference, key))
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(content, headers=headers, content_type="application/octet-stream")


def shown(view: ApiView, reference: str) -> Any:
    """The evidence as the API shows it."""
    person = view.actor.person
    screen = evidence_screen(reference, person, permissions.allowed_moves(person))
    looked = screen.looked
    return EvidenceOut(
        {
            "dispute": screen.dispute.reference,
            "state": screen.dispute.state,
            "category": screen.dispute.category,
            "claim": screen.reason.claim,
            "asks": screen.asks.asks if screen.asks else "",
            "traps": screen.reason.traps,
            "source": screen.reason.source,
            "is_hopeless": screen.is_hopeless,
            "readiness": screen.checklist.readiness,
            "checklist": items_of(screen.checklist),
            "wanted": screen.wanted,
            "over_api": screen.over_api,
            "draft": _draft(screen),
            "meters": looked.meters if looked else [],
            "findings": looked.findings if looked else [],
            "past_won": screen.past_won,
        }
    ).data


def items_of(checklist: Any) -> list[dict[str, Any]]:
    return [
        {
            "piece": item.piece.code,
            "title": item.piece.title,
            "shows": item.piece.shows,
            "weight": item.weight,
            "found": item.found,
            "ask": "" if item.is_there else item.ask,
        }
        for item in checklist.items
    ]


def _draft(screen: Screen) -> dict[str, Any] | None:
    draft = screen.draft
    if draft is None:
        return None
    told = draft.packet_told
    packet = {
        "key": draft.packet.key,
        "pages": draft.packet.pages,
        "is_current": is_built(draft),
        "is_coarse": told["is_coarse"],
        "left_out": told["left_out"],
        "parts": told["parts"],
    } if draft.packet is not None else None  # fmt: skip
    return {
        "version": draft.version,
        "goods": draft.goods,
        "texts": draft.texts,
        "left_out": draft.left_out,
        "defence": draft.defence,
        "set_aside": [{"field": name, **kept} for name, kept in sorted(draft.set_aside.items())],
        "files": screen.files,
        "packet": packet,
    }
