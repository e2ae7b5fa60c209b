"""How the shop shows itself: checked and looked at first, kept as a new version, an earlier one laid out again."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.brand import LEGAL, forget_brand
from customers.brand_colours import is_colour
from customers.documents.child import ChildFailed, run_child
from customers.documents.intake import SentFile, examine_file
from customers.errors import BadInput, Conflict, NotFound
from customers.models import BrandLogo, BrandVersion
from refunds import permissions
from refunds.actions.words import is_writable, require_note

NAME_LIMIT = 80
URL_LIMIT = 200
LEGAL_LIMIT = 5000
WELCOME_LIMIT = 200
WHY_LIMIT = 300
FIT_SECONDS = 20

SHOWN = (
    "name", "logo", "logo_has_name", "colour", "sender_name", "support_email", "shop_url", "imprint", "privacy",
    "terms", "welcome",
)  # fmt: skip
"""What a version says; the rest is who kept it, when and why."""

_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?", re.IGNORECASE)


def save_brand(*, actor: Actor, number: int, why: str, **wish: Any) -> BrandVersion:
    """Let customers see this from now on. `number` is the version that the writer saw, 0 for none.

    `wish` as checked_brand takes it. Raises BadInput, or Conflict when somebody else saved in the meantime.
    """
    person = permissions.require(actor, permissions.SET_BRAND)
    version = checked_brand(**wish)
    version.why = require_note(why, "why", WHY_LIMIT)
    version.number, version.author, version.actor = number + 1, person, actor.key
    try:
        with transaction.atomic(), acting(actor):
            newest = brand_versions().first()
            if number != (newest.number if newest else 0):
                raise _changed_meanwhile()
            version.save(force_insert=True)
            forget_brand()
    except IntegrityError:
        raise _changed_meanwhile() from None
    return version


def restore_brand(*, actor: Actor, version: int, why: str, number: int) -> BrandVersion:
    """Let customers see an earlier version again; 0 is nothing of one's own. It is kept as a new one."""
    permissions.require(actor, permissions.SET_BRAND)
    old = BrandVersion(number=0) if version == 0 else brand_versions().filter(number=version).first()
    if old is None:
        raise NotFound(_("There is no such version."), "version_not_found")
    wish = {name: getattr(old, name) for name in SHOWN if name != "logo"}
    logo = old.logo.sha256 if old.logo else ""
    return save_brand(actor=actor, number=number, why=why, logo=logo, **wish)


def checked_brand(
    *,
    name: str = "",
    logo: str = "",
    logo_has_name: bool = False,
    colour: str = "",
    sender_name: str = "",
    support_email: str = "",
    shop_url: str = "",
    imprint: str = "",
    privacy: str = "",
    terms: str = "",
    welcome: dict[str, str] | None = None,
) -> BrandVersion:
    """Return a version that is not kept yet. `logo` is the hash of one that was taken in. Raises BadInput."""
    legal = dict(zip(LEGAL, (imprint, privacy, terms), strict=True))
    return BrandVersion(
        name=_line(name, "name"),
        logo=_logo(logo),
        logo_has_name=logo_has_name,
        colour=_colour(colour),
        sender_name=_line(sender_name, "sender_name"),
        support_email=_email(support_email),
        shop_url=_url(shop_url),
        welcome=_welcome(welcome or {}),
        **{field: _text(text, field, LEGAL_LIMIT) for field, text in legal.items()},
    )


def take_logo(*, actor: Actor, file: SentFile) -> BrandLogo:
    """Take a picture in, drawn anew and no larger than it is shown. No customer sees it before a version has it."""
    permissions.require(actor, permissions.SET_BRAND)
    examined = examine_file(file)
    if examined.kind == "pdf":
        raise BadInput(_("A logo is a picture: PNG, JPEG, WebP or GIF."), "logo_kind", "logo_file")
    try:
        answer = run_child("customers.documents.logo", [], examined.kept, FIT_SECONDS)
    except ChildFailed:
        raise BadInput(_("This picture cannot be drawn. Nothing was kept of it."), "logo_broken", "logo_file") from None
    head, _newline, content = answer.partition(b"\n")
    sha256 = hashlib.sha256(content).hexdigest()
    kept, _is_new = BrandLogo.objects.get_or_create(sha256=sha256, defaults={"content": content, **json.loads(head)})
    return kept


def brand_versions() -> QuerySet[BrandVersion]:
    """All that was ever set, the newest first, without the pictures."""
    return BrandVersion.objects.select_related("author", "logo").defer("logo__content").order_by("-number")


def _logo(sha256: str) -> BrandLogo | None:
    if not sha256:
        return None
    found = BrandLogo.objects.defer("content").filter(sha256=sha256[:64]).first() if is_writable(sha256) else None
    if found is None:
        raise BadInput(_("This logo was not taken in. Send it again."), "logo_not_found", "logo")
    return found


def _line(text: str, field: str, limit: int = NAME_LIMIT) -> str:
    """One line without anything that a header of a letter could be made to say more with."""
    words = _text(text, field, limit)
    if not words.isprintable():
        raise BadInput(_("Write it on one line, without invisible signs."), "bad_line", field)
    return words


def _text(text: str, field: str, limit: int) -> str:
    words = text.strip()
    if len(words) > limit or not is_writable(words):
        raise BadInput(_("Please shorten the text to %d characters.") % limit, "text_too_long", field)
    return words


def _colour(text: str) -> str:
    colour = text.strip().lower()
    if colour and not is_colour(colour):
        raise BadInput(_("Write the colour as # and six digits, such as #0b5a4a."), "bad_colour", "colour")
    return colour


def _email(text: str) -> str:
    address = _line(text, "support_email", 254)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise BadInput(_("This is not an e-mail address."), "bad_email", "support_email") from None
    return address


def _url(text: str) -> str:
    address = _line(text, "shop_url", URL_LIMIT)
    if address and not _URL.fullmatch(address):
        raise BadInput(_("The address must begin with https://."), "bad_address", "shop_url")
    return address


def _welcome(welcome: dict[str, str]) -> dict[str, str]:
    known = dict(settings.LANGUAGES)
    if unknown := [language for language in welcome if language not in known]:
        raise BadInput(_("There is no language %s here.") % str(unknown[0])[:20], "unknown_language", "welcome")
    said = {language: _line(text, f"welcome_{language}", WELCOME_LIMIT) for language, text in welcome.items()}
    return {language: text for language, text in said.items() if text}


def _changed_meanwhile() -> Conflict:
    return Conflict(
        _("Somebody else saved the brand meanwhile. Look at theirs, then save again."), "brand_changed", "number"
    )
