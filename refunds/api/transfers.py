"""Bank transfers over HTTP: what is due, files of them, the second person's word, and the bank's answer.

No operation takes or gives a customer's account: the bytes for the bank are the only ones that hold it.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Nothing, Request, Response, one_or_not_found, page_of
from customers.api.fields import Day, OneOf, StrictSerializer, Text
from customers.api.files import AnyFile
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.answer_transfers import (
    ANSWER_MAX_BYTES,
    NAME_LIMIT,
    REASON_LIMIT,
    LineWord,
    answer_transfer_file,
    read_bank_answer,
)
from refunds.actions.collect_transfers import (
    MOST_LINES,
    collect_transfers,
    take_out_line,
    withdraw_transfer_file,
)
from refunds.actions.release_transfers import fetch_payment_file, release_transfer_file
from refunds.actions.transfer_files import contents_hash
from refunds.banking.answer import Said
from refunds.models import BankAnswer, Refund, TransferFile, TransferLine
from refunds.transfers_due import ready_transfers, waiting_transfers

READ = permissions.scope_for(permissions.SEE_TRANSFERS)
WRITE = permissions.scope_for(permissions.MAKE_TRANSFERS)
RELEASE = permissions.scope_for(permissions.RELEASE_TRANSFERS)
LONGEST_BASE64 = ANSWER_MAX_BYTES // 3 * 4 + 8
SAID = [(said.value, said.value) for said in Said]


class DueTransferOut(serializers.ModelSerializer):
    """An approved bank transfer in no file. `answer_by` is until when the customer may name an account."""

    refund = serializers.CharField(source="reference")
    customer = serializers.CharField(source="customer.reference")
    has_account = serializers.SerializerMethodField()
    is_held = serializers.BooleanField()
    answer_by = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Refund
        fields: ClassVar = [
            "refund", "customer", "amount_minor", "currency", "approved_at", "has_account", "is_held", "answer_by",
        ]  # fmt: skip

    def get_has_account(self, refund: Any) -> bool:
        return refund.account_ending is not None


class TransferFileOut(serializers.ModelSerializer):
    """A payment file. `sha256` is of the bytes for the bank, from the release on."""

    made_by = serializers.CharField(source="maker.email")
    released_by = serializers.CharField(source="releaser.email", allow_null=True, default=None)

    class Meta:
        model = TransferFile
        fields: ClassVar = [
            "reference", "state", "execution_on", "currency", "line_count", "total_minor", "schema", "sha256",
            "made_by", "released_by", "created_at", "released_at", "fetched_at", "ended_at",
        ]  # fmt: skip


class TransferLineOut(serializers.ModelSerializer):
    """One refund in a file; `reference` is what the bank carries as EndToEndId, `state` the attempt's."""

    refund = serializers.CharField(source="refund.reference")
    state = serializers.CharField(source="attempt.state", allow_null=True, default=None)

    class Meta:
        model = TransferLine
        fields: ClassVar = ["reference", "refund", "amount_minor", "currency", "state"]


class TransferFileDetailOut(TransferFileOut):
    """A file with its lines, and `seen`, which a release of exactly this sends along."""

    lines = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField()

    class Meta(TransferFileOut.Meta):
        fields: ClassVar = [*TransferFileOut.Meta.fields, "lines", "seen"]

    @extend_schema_field(TransferLineOut(many=True))
    def get_lines(self, file: TransferFile) -> Any:
        return TransferLineOut(_lines(file), many=True).data

    def get_seen(self, file: TransferFile) -> str:
        return contents_hash(file, _lines(file))


class BankResultOut(serializers.Serializer):
    reference = serializers.CharField()
    refund = serializers.CharField()
    file = serializers.CharField()
    said = serializers.ChoiceField(SAID)
    became = serializers.ChoiceField([(word, word) for word in ("booked", "known", "unclear")])
    why = serializers.CharField()


class BankAnswerOut(serializers.ModelSerializer):
    """A file of the bank that was read. `others` of its lines are about something else."""

    read_by = serializers.CharField(source="reader.email")
    results = BankResultOut(many=True)

    class Meta:
        model = BankAnswer
        fields: ClassVar = [
            "id", "sha256", "kind", "name", "read_by", "read_at", "booked", "known", "unclear", "others", "results",
        ]  # fmt: skip


class DueTransferQuery(StrictSerializer):
    ready = serializers.BooleanField(required=False, default=True, help_text="False: those that still wait.")


class CollectIn(StrictSerializer):
    """Without `refunds` the oldest that are ready; without a day it is executed today."""

    refunds = serializers.ListField(child=Text(max_length=32), required=False, allow_empty=False, max_length=MOST_LINES)
    execution_on = Day(required=False)


class FileReleaseIn(StrictSerializer):
    seen = Text(max_length=64, help_text="As read with the file.")


class LineRemovalIn(StrictSerializer):
    refund = Text(max_length=32)


class LineWordIn(StrictSerializer):
    """What the bank made of one line; a reason is needed unless it was executed."""

    reference = Text(max_length=35)
    said = OneOf(SAID)
    reason = Text(max_length=REASON_LIMIT, required=False, allow_blank=True)


class FileAnswerIn(StrictSerializer):
    lines = LineWordIn(many=True, allow_empty=False, max_length=MOST_LINES)  # type: ignore[call-arg]


class BankAnswerIn(StrictSerializer):
    """A statement (camt.053, camt.054) or a table in CSV. `content` is base64 of up to 5 MB."""

    name = Text(max_length=NAME_LIMIT)
    content = Text(max_length=LONGEST_BASE64, trim_whitespace=False)

    def validate_content(self, content: str) -> bytes:
        try:
            return base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="bad_base64") from None


class DueTransfersView(ApiView):
    """Approved bank transfers in no file."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_TRANSFERS}
    page_keys: ClassVar = ("approved_at", "id")

    @extend_schema(operation_id="list_due_transfers", parameters=[DueTransferQuery], responses=page_of(DueTransferOut))
    def get(self, request: Request) -> Response:
        """List bank transfers that a file can take now, or those that still wait, oldest first."""
        ready = self.wanted(DueTransferQuery)["ready"]
        return self.page(ready_transfers() if ready else waiting_transfers(), DueTransferOut)


class TransferFilesView(ApiView):
    """All payment files, and a new one."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SEE_TRANSFERS}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_transfer_files", responses=page_of(TransferFileOut))
    def get(self, request: Request) -> Response:
        """List payment files, newest first."""
        self.wanted(StrictSerializer)
        return self.page(_files(), TransferFileOut)

    @extend_schema(operation_id="collect_transfers", request=CollectIn, responses={201: TransferFileDetailOut})
    @once
    def post(self, request: Request) -> Response:
        """Collect due transfers into a file. Another person releases it."""
        sent = self.sent(CollectIn)
        made = collect_transfers(
            actor=self.actor, execution_on=sent.get("execution_on"), references=sent.get("refunds")
        )
        shown = TransferFileDetailOut(find_file(made.reference)).data
        return Response(shown, 201, headers={"Location": f"{request.path}{made.reference}/"})


class TransferFileView(ApiView):
    """One payment file."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_TRANSFERS}

    @extend_schema(operation_id="read_transfer_file", responses=TransferFileDetailOut)
    def get(self, request: Request, reference: str) -> Response:
        """Read a payment file with its lines."""
        return Response(TransferFileDetailOut(find_file(reference)).data)


class TransferReleaseView(ApiView):
    """The second person's word."""

    scopes: ClassVar = {"POST": RELEASE}

    @extend_schema(operation_id="release_transfer_file", request=FileReleaseIn, responses={200: TransferFileDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Release a file that somebody else made."""
        release_transfer_file(actor=self.actor, reference=reference, **self.sent(FileReleaseIn))
        return Response(TransferFileDetailOut(find_file(reference)).data)


class TransferDownloadView(ApiView):
    """The bytes for the bank."""

    scopes: ClassVar = {"POST": WRITE}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_transfer_file",
        request=Nothing,
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take a released file to the bank. The first time starts its refunds; again gives the same bytes."""
        self.sent(Nothing)
        content = fetch_payment_file(actor=self.actor, reference=reference)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(content, headers=headers, content_type="application/octet-stream")


class TransferWithdrawalView(ApiView):
    """A file that does not go to the bank."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="withdraw_transfer_file", request=Nothing, responses={200: TransferFileDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Take a file back before it was downloaded."""
        self.sent(Nothing)
        withdraw_transfer_file(actor=self.actor, reference=reference)
        return Response(TransferFileDetailOut(find_file(reference)).data)


class TransferRemovalView(ApiView):
    """One refund less in a draft."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(
        operation_id="take_out_of_transfer_file", request=LineRemovalIn, responses={200: TransferFileDetailOut}
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Take one refund out of a draft."""
        take_out_line(actor=self.actor, reference=reference, **self.sent(LineRemovalIn))
        return Response(TransferFileDetailOut(find_file(reference)).data)


class TransferAnswerView(ApiView):
    """What the bank made of a file."""

    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="answer_transfer_file", request=FileAnswerIn, responses={200: TransferFileDetailOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Say of lines whether they were executed, were refused or came back."""
        words = [LineWord(**{**line, "said": Said(line["said"])}) for line in self.sent(FileAnswerIn)["lines"]]
        answer_transfer_file(actor=self.actor, reference=reference, words=words)
        return Response(TransferFileDetailOut(find_file(reference)).data)


class BankAnswersView(ApiView):
    """Files of the bank."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SEE_TRANSFERS}
    page_keys: ClassVar = ("-read_at", "-id")
    body_limit: ClassVar = LONGEST_BASE64 + 64 * 1024

    @extend_schema(operation_id="list_bank_answers", responses=page_of(BankAnswerOut))
    def get(self, request: Request) -> Response:
        """List the bank's answers, newest first."""
        self.wanted(StrictSerializer)
        return self.page(BankAnswer.objects.select_related("reader"), BankAnswerOut)

    @extend_schema(operation_id="read_in_bank_answer", request=BankAnswerIn, responses={201: BankAnswerOut})
    @once
    def post(self, request: Request) -> Response:
        """Take in the bank's answer. The same file again changes nothing and gives the first result."""
        sent = self.sent(BankAnswerIn)
        read, _is_new = read_bank_answer(actor=self.actor, name=sent["name"], content=sent["content"])
        return Response(BankAnswerOut(read).data, 201)


class BankAnswerView(ApiView):
    """One answer of the bank."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SEE_TRANSFERS}

    @extend_schema(operation_id="read_bank_answer", responses=BankAnswerOut)
    def get(self, request: Request, answer_id: int) -> Response:
        """Read what came of one file of the bank."""
        rows = BankAnswer.objects.select_related("reader").filter(pk=answer_id)
        return Response(
            BankAnswerOut(one_or_not_found(rows, _("There is no such answer."), "bank_answer_not_found")).data
        )


def find_file(reference: str) -> TransferFile:
    """Find a payment file; raise NotFound."""
    return one_or_not_found(
        _files().filter(reference=reference), _("There is no such payment file."), "transfer_file_not_found"
    )


def _files() -> Any:
    return TransferFile.objects.select_related("maker", "releaser").defer("sealed_xml")


def _lines(file: TransferFile) -> list[TransferLine]:
    return list(file.lines.filter(dropped_at=None).select_related("refund", "attempt").order_by("number"))
