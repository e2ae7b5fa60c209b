"""How the shop shows itself, over HTTP: read, look at first, change, take a logo in, lay an earlier version out."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from customers.api.base import ApiView, Request, Response, page_of
from customers.api.fields import StrictSerializer, Text, Whole, YesNo
from customers.api.idempotency import once
from customers.brand import HOUSE_COLOUR
from customers.brand_colours import palette_of
from customers.documents.intake import SentFile
from customers.models import BrandLogo, BrandVersion
from refunds import permissions
from refunds.actions.set_brand import (
    LEGAL_LIMIT,
    NAME_LIMIT,
    URL_LIMIT,
    WELCOME_LIMIT,
    WHY_LIMIT,
    brand_versions,
    checked_brand,
    restore_brand,
    save_brand,
    take_logo,
)
from refunds.api.documents import LONGEST_BASE64, LONGEST_SENT_NAME

READ, WRITE = "settings:read", permissions.scope_for(permissions.SET_BRAND)
BIGGEST_NUMBER = 2**31 - 2


class ShadesOut(serializers.Serializer):
    """The shades of one scheme, and the contrasts that they have: 4.5 is needed for text."""

    text = serializers.CharField(help_text="Links and marks.")
    fill = serializers.CharField(help_text="Buttons.")
    fill_hover = serializers.CharField()
    on_fill = serializers.CharField(help_text="Words on buttons.")
    soft = serializers.CharField()
    text_ratio = serializers.FloatField()
    fill_ratio = serializers.FloatField()
    wish_ratio = serializers.FloatField(help_text="Of the shop's colour itself, as text.")


class BrandLook(serializers.Serializer):
    """What customers see. Empty texts are what the environment says, an empty colour is the one of the house."""

    name = serializers.CharField()
    logo = serializers.CharField(source="logo.sha256", default="", help_text="The hash of a logo that was taken in.")
    logo_has_name = serializers.BooleanField()
    colour = serializers.CharField()
    sender_name = serializers.CharField()
    support_email = serializers.CharField()
    shop_url = serializers.CharField()
    imprint = serializers.CharField()
    privacy = serializers.CharField()
    terms = serializers.CharField()
    welcome = serializers.DictField(child=serializers.CharField(), help_text="Language → sentence.")
    light = serializers.SerializerMethodField()
    dark = serializers.SerializerMethodField()

    @extend_schema_field(ShadesOut)
    def get_light(self, version: BrandVersion) -> Any:
        return asdict(palette_of(version.colour or HOUSE_COLOUR).light)

    @extend_schema_field(ShadesOut)
    def get_dark(self, version: BrandVersion) -> Any:
        return asdict(palette_of(version.colour or HOUSE_COLOUR).dark)


class BrandVersionOut(BrandLook):
    """A version, with who kept it and why. `number` is 0 while nothing was set at the desk."""

    number = serializers.IntegerField()
    why = serializers.CharField()
    author = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_author(self, version: BrandVersion) -> str:
        """The mail address; empty where nobody has set anything."""
        return version.author.email if version.author_id else ""


class BrandIn(StrictSerializer):
    """All of it: what is left out is empty."""

    name = Text(max_length=NAME_LIMIT, required=False, allow_blank=True)
    logo = Text(max_length=64, required=False, allow_blank=True)
    logo_has_name = YesNo(required=False)
    colour = Text(max_length=7, required=False, allow_blank=True)
    sender_name = Text(max_length=NAME_LIMIT, required=False, allow_blank=True)
    support_email = Text(max_length=254, required=False, allow_blank=True)
    shop_url = Text(max_length=URL_LIMIT, required=False, allow_blank=True)
    imprint = Text(max_length=LEGAL_LIMIT, required=False, allow_blank=True)
    privacy = Text(max_length=LEGAL_LIMIT, required=False, allow_blank=True)
    terms = Text(max_length=LEGAL_LIMIT, required=False, allow_blank=True)
    welcome = serializers.DictField(child=Text(max_length=WELCOME_LIMIT, allow_blank=True), required=False)


class BrandChangeIn(BrandIn):
    why = Text(max_length=WHY_LIMIT)
    number = Whole(min_value=0, max_value=BIGGEST_NUMBER, help_text="The version that you saw, 0 for none.")


class BrandRestorationIn(StrictSerializer):
    version = Whole(
        min_value=0, max_value=BIGGEST_NUMBER, help_text="The version to lay out; 0 is nothing of one's own."
    )
    why = Text(max_length=WHY_LIMIT)
    number = Whole(min_value=0, max_value=BIGGEST_NUMBER, help_text="The version that you saw, 0 for none.")


class LogoIn(StrictSerializer):
    """A picture (JPEG, PNG, WebP, GIF) in base64. It is drawn anew, at most 480 by 160 pixels."""

    name = Text(max_length=LONGEST_SENT_NAME)
    content = Text(max_length=LONGEST_BASE64, trim_whitespace=False)

    def validate_content(self, content: str) -> bytes:
        try:
            return base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise serializers.ValidationError(_("This is not base64."), code="bad_base64") from None


class LogoOut(serializers.ModelSerializer):
    """`is_dark` says that it gets a white ground on dark paper."""

    class Meta:
        model = BrandLogo
        fields: ClassVar = ["sha256", "width", "height", "is_dark", "created_at"]


class BrandView(ApiView):
    """The brand that holds."""

    scopes: ClassVar = {"GET": READ, "POST": WRITE}
    moves: ClassVar = {"GET": permissions.SET_BRAND}

    @extend_schema(operation_id="read_brand", responses=BrandVersionOut)
    def get(self, request: Request) -> Response:
        """Read what customers see now."""
        self.wanted(StrictSerializer)
        return Response(BrandVersionOut(brand_versions().first() or BrandVersion(number=0)).data)

    @extend_schema(operation_id="save_brand", request=BrandChangeIn, responses={201: BrandVersionOut})
    @once
    def post(self, request: Request) -> Response:
        """Let customers see this from now on. 409 where somebody else saved after the version that you saw."""
        return Response(BrandVersionOut(save_brand(actor=self.actor, **self.sent(BrandChangeIn))).data, 201)


class BrandPreviewView(ApiView):
    scopes: ClassVar = {"POST": READ}
    moves: ClassVar = {"POST": permissions.SET_BRAND}

    @extend_schema(operation_id="preview_brand", request=BrandIn, responses={200: BrandLook})
    @once
    def post(self, request: Request) -> Response:
        """Read the shades that a colour would get. Keeps nothing."""
        return Response(BrandLook(checked_brand(**self.sent(BrandIn))).data)


class BrandLogosView(ApiView):
    scopes: ClassVar = {"POST": WRITE}
    body_limit: ClassVar = LONGEST_BASE64 + 64 * 1024

    @extend_schema(operation_id="take_brand_logo", request=LogoIn, responses={201: LogoOut})
    @once
    def post(self, request: Request) -> Response:
        """Take a logo in. No customer sees it before a version names its hash."""
        sent = self.sent(LogoIn)
        file = SentFile(sent["name"], sent["content"], len(sent["content"]))
        return Response(LogoOut(take_logo(actor=self.actor, file=file)).data, 201)


class BrandVersionsView(ApiView):
    """All that was ever set."""

    scopes: ClassVar = {"GET": READ}
    moves: ClassVar = {"GET": permissions.SET_BRAND}

    @extend_schema(operation_id="list_brand_versions", responses=page_of(BrandVersionOut))
    def get(self, request: Request) -> Response:
        """List the versions, newest first."""
        self.wanted(StrictSerializer)
        return self.page(brand_versions(), BrandVersionOut)


class BrandRestorationView(ApiView):
    scopes: ClassVar = {"POST": WRITE}

    @extend_schema(operation_id="restore_brand", request=BrandRestorationIn, responses={201: BrandVersionOut})
    @once
    def post(self, request: Request) -> Response:
        """Let customers see an earlier version again, kept as a new one."""
        return Response(BrandVersionOut(restore_brand(actor=self.actor, **self.sent(BrandRestorationIn))).data, 201)
