"""Credit notes over HTTP: issued, read, taken back, taken home; and who sells."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import AmountMinor, Country, SearchWords, StrictSerializer, Text, YesNo
from customers.api.files import AnyFile
from customers.api.idempotency import once
from refunds import permissions
from refunds.actions.issue_credit_note import REASON_LIMIT, issue_for_refund, issue_without_refund, void_credit_note
from refunds.actions.print_credit_note import paper_of
from refunds.actions.set_entity import set_entity
from refunds.credit_notes.queries import all_notes, find_note, with_words
from refunds.models import CreditNote, LegalEntity

READ = permissions.scope_for(permissions.REPORT)
ISSUE = permissions.scope_for(permissions.ISSUE_CREDIT_NOTES)
FORMS = (("pdf", "PDF/A-3 with Factur-X inside"), ("cii", "Factur-X (CII)"), ("ubl", "UBL 2.1"))


class CreditNoteOut(serializers.ModelSerializer):
    """A document of a series. `voids` is what it takes back, `voided_by` what took it back."""

    entity = serializers.CharField(source="entity.code")
    customer = serializers.CharField(source="customer.reference")
    payment = serializers.CharField(source="payment.reference")
    refund = serializers.CharField(source="refund.reference", allow_null=True, default=None)
    voids = serializers.CharField(source="voids.number", allow_null=True, default=None)
    voided_by = serializers.SerializerMethodField()
    issued_by = serializers.CharField(source="issued_label")

    class Meta:
        model = CreditNote
        fields: ClassVar = [
            "number", "kind", "entity", "customer", "payment", "refund", "voids", "voided_by", "currency", "net_minor",
            "tax_minor", "total_minor", "invoice_reference", "invoiced_on", "issued_on", "reason", "language",
            "checksum", "issued_by", "created_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_voided_by(self, note: CreditNote) -> str | None:
        return note.voided_by.number if note.is_void else None


class CreditNoteDetailOut(CreditNoteOut):
    """With all that it says: parties, lines, and the sums of each rate."""

    content = serializers.DictField()

    class Meta(CreditNoteOut.Meta):
        fields: ClassVar = [*CreditNoteOut.Meta.fields, "content"]


class CreditNoteQuery(StrictSerializer):
    q = SearchWords()
    refund = serializers.CharField(source="refund__reference", required=False, max_length=32)
    customer = serializers.CharField(source="customer__reference", required=False, max_length=32)
    payment = serializers.CharField(source="payment__reference", required=False, max_length=32)
    entity = serializers.CharField(source="entity__code", required=False, max_length=20)
    kind = serializers.ChoiceField(CreditNote.Kind.choices, required=False)
    issued_from = serializers.DateField(source="issued_on__gte", required=False)
    issued_until = serializers.DateField(source="issued_on__lt", required=False)


class CreditNoteIn(StrictSerializer):
    """A credit of which no money goes back through us. The amount has tax in it, at the rates of the sale."""

    payment = Text(max_length=32)
    amount_minor = AmountMinor()
    reason = Text(max_length=REASON_LIMIT)


class CreditNoteReasonIn(StrictSerializer):
    """The reason stands on the paper."""

    reason = Text(max_length=REASON_LIMIT)


class RefundCreditNoteIn(StrictSerializer):
    reason = Text(max_length=REASON_LIMIT, required=False, allow_blank=True)


class CreditNoteFormQuery(StrictSerializer):
    form = serializers.ChoiceField(FORMS, required=False, help_text="pdf unless named.")


class LegalEntityOut(serializers.ModelSerializer):
    """Who sells. The first that fits a payment is taken: by account, by country, else the usual one."""

    class Meta:
        model = LegalEntity
        fields: ClassVar = [
            "code", "name", "street", "postal_code", "city", "country", "vat_id", "tax_number", "registration", "email",
            "accounts", "countries", "is_usual", "number_format", "is_automatic",
        ]  # fmt: skip


class LegalEntitiesOut(serializers.Serializer):
    results = LegalEntityOut(many=True)


class LegalEntityIn(StrictSerializer):
    """All of it: what is left out becomes empty. {number} counts without a gap; with {year} it begins anew."""

    code = serializers.SlugField(max_length=20)
    name = Text(max_length=200)
    street = Text(max_length=200, required=False, allow_blank=True)
    postal_code = Text(max_length=20, required=False, allow_blank=True)
    city = Text(max_length=120, required=False, allow_blank=True)
    country = Country()
    vat_id = Text(max_length=32, required=False, allow_blank=True)
    tax_number = Text(max_length=32, required=False, allow_blank=True)
    registration = Text(max_length=120, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    accounts = serializers.ListField(child=Text(max_length=64), required=False, max_length=100)
    countries = serializers.ListField(child=Country(), required=False, max_length=250)
    is_usual = YesNo(required=False)
    number_format = Text(max_length=40)
    is_automatic = YesNo(required=False)


class CreditNotesView(ApiView):
    """All credit notes, and one without a refund."""

    scopes: ClassVar = {"GET": READ, "POST": ISSUE}
    moves: ClassVar = {"GET": permissions.REPORT, "POST": permissions.ISSUE_CREDIT_NOTES}
    page_keys: ClassVar = ("-created_at", "-id")

    @extend_schema(operation_id="list_credit_notes", parameters=[CreditNoteQuery], responses=page_of(CreditNoteOut))
    def get(self, request: Request) -> Response:
        """List credit notes and their counter-documents, newest first."""
        wanted = self.wanted(CreditNoteQuery)
        words = wanted.pop("q", "")
        return self.page(with_words(all_notes(), words).filter(**wanted), CreditNoteOut)

    @extend_schema(operation_id="issue_credit_note", request=CreditNoteIn, responses={201: CreditNoteOut})
    @once
    def post(self, request: Request) -> Response:
        """Issue a credit note without a refund. A worker prints it."""
        sent = self.sent(CreditNoteIn)
        note = issue_without_refund(actor=self.actor, payment_reference=sent.pop("payment"), **sent)
        return _made(note)


class CreditNoteView(ApiView):
    """One credit note."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.REPORT}

    @extend_schema(operation_id="read_credit_note", responses=CreditNoteDetailOut)
    def get(self, request: Request, number: str) -> Response:
        """Read a credit note with all that it says."""
        self.wanted(StrictSerializer)
        return Response(CreditNoteDetailOut(find_note(number)).data)


class CreditNotePaperView(ApiView):
    """The printed note."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.REPORT}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="download_credit_note",
        parameters=[CreditNoteFormQuery],
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, number: str) -> Response:
        """Download a note as PDF/A-3 with the e-invoice inside, or the e-invoice alone; 409 while it is printed."""
        form = self.wanted(CreditNoteFormQuery).get("form", "pdf")
        paper = paper_of(find_note(number))
        content: Any = bytes(paper.pdf) if form == "pdf" else getattr(paper, form).encode()
        name = f"{number}.{'pdf' if form == 'pdf' else 'xml'}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, headers=headers, content_type="application/octet-stream")


class CreditNoteVoidingView(ApiView):
    scopes: ClassVar = {"POST": ISSUE}
    moves: ClassVar = {"POST": permissions.ISSUE_CREDIT_NOTES}

    @extend_schema(operation_id="void_credit_note", request=CreditNoteReasonIn, responses={201: CreditNoteOut})
    @once
    def post(self, request: Request, number: str) -> Response:
        """Take a note back; answers with the counter-document."""
        return _made(void_credit_note(actor=self.actor, number=number, **self.sent(CreditNoteReasonIn)))


class RefundCreditNoteView(ApiView):
    scopes: ClassVar = {"POST": ISSUE}
    moves: ClassVar = {"POST": permissions.ISSUE_CREDIT_NOTES}

    @extend_schema(operation_id="issue_refund_credit_note", request=RefundCreditNoteIn, responses={201: CreditNoteOut})
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Issue the credit note of a refund, where none was issued by itself."""
        return _made(issue_for_refund(actor=self.actor, reference=reference, **self.sent(RefundCreditNoteIn)))


class LegalEntitiesView(ApiView):
    """Who sells."""

    scopes: ClassVar = {"GET": READ, "POST": permissions.scope_for(permissions.SET_ENTITIES)}
    moves: ClassVar = {"GET": permissions.REPORT, "POST": permissions.SET_ENTITIES}

    @extend_schema(operation_id="list_legal_entities", responses=LegalEntitiesOut)
    def get(self, request: Request) -> Response:
        """List the companies that stand on credit notes."""
        self.wanted(StrictSerializer)
        return Response(LegalEntitiesOut({"results": LegalEntity.objects.all()}).data)

    @extend_schema(operation_id="set_legal_entity", request=LegalEntityIn, responses={200: LegalEntityOut})
    @once
    def post(self, request: Request) -> Response:
        """Set one up, or change the one with this short name. What was issued keeps what it says."""
        return Response(LegalEntityOut(set_entity(actor=self.actor, **self.sent(LegalEntityIn))).data)


def _made(note: CreditNote) -> Response:
    shown = CreditNoteOut(all_notes().get(pk=note.pk)).data
    return Response(shown, 201, headers={"Location": f"/api/v1/credit-notes/{note.number}/"})
