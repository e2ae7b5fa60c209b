"""How the shop shows itself now: what was set at the desk, and the environment's words for what was not.

Every page names the shop, so each process remembers it and asks again once that is a few seconds old.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.brand_colours import Palette, palette_of
from customers.languages import present_language
from customers.models import BrandLogo, BrandVersion

HOUSE_COLOUR = "#0b5a4a"
HOUSE_PALETTE = Palette(
    HOUSE_COLOUR,
    light=replace(palette_of(HOUSE_COLOUR).light, text="#0b5a4a", fill="#0b5a4a", on_fill="#ffffff"),
    dark=replace(palette_of(HOUSE_COLOUR).dark, text="#74cdb5", fill="#1b7a66", on_fill="#ffffff"),
)
"""As the tokens of the house have it, which were chosen by eye."""

PICTURE = "data:image/png;base64,"
LEGAL = ("imprint", "privacy", "terms")


@dataclass(frozen=True, slots=True)
class Logo:
    """Its address under /portal/brand/, and how large it is in pixels."""

    sha256: str
    width: int
    height: int
    is_dark: bool

    @property
    def path(self) -> str:
        return reverse("portal:brand_logo", args=[self.sha256])

    @property
    def in_paper(self) -> str:
        """The picture itself as an address: a paper fetches nothing."""
        content = BrandLogo.objects.values_list("content", flat=True).get(sha256=self.sha256)
        return f"{PICTURE}{base64.b64encode(bytes(content)).decode()}"


@dataclass(frozen=True, slots=True)
class LegalLink:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Brand:
    """What customers see. Texts that nobody wrote are empty; `number` is 0 while nothing was set at the desk."""

    number: int = 0
    name: str = ""
    logo: Logo | None = None
    logo_has_name: bool = False
    colour: str = ""
    sender_name: str = ""
    support_email: str = ""
    shop_url: str = ""
    imprint: str = ""
    privacy: str = ""
    terms: str = ""
    welcome: Mapping[str, str] = field(default_factory=dict)

    @property
    def palette(self) -> Palette | None:
        """The shades of the shop's colour; None where the house's own hold."""
        return palette_of(self.colour) if self.colour else None

    @property
    def mail_palette(self) -> Palette:
        """The shades for letters, which know no tokens."""
        return self.palette or HOUSE_PALETTE

    @property
    def welcome_now(self) -> str:
        """The welcome in the language that is being spoken, or an empty text."""
        return self.welcome.get(present_language(), "")

    @property
    def sender(self) -> str:
        """Who letters are from: the shop's name for it, at the address of DEFAULT_FROM_EMAIL."""
        _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return str(Address(self.sender_name, addr_spec=address)) if self.sender_name else settings.DEFAULT_FROM_EMAIL

    @property
    def legal_links(self) -> list[LegalLink]:
        """Where imprint, privacy and terms are read: elsewhere, or on a page of the portal."""
        titles = {"imprint": _("Imprint"), "privacy": _("Privacy"), "terms": _("Terms")}
        return [LegalLink(titles[kind], self._legal_url(kind)) for kind in LEGAL if getattr(self, kind)]

    def _legal_url(self, kind: str) -> str:
        text: str = getattr(self, kind)
        return text if is_link(text) else reverse("portal:legal", args=[kind])


def is_link(text: str) -> bool:
    """Tell whether a legal text is an address instead of words."""
    return text.startswith("https://") and len(text.split()) == 1


def stylesheet_path(palette: Palette) -> str:
    """Where a browser finds these colours: the address names colour and content, so it is kept for ever."""
    return reverse("portal:brand_colours", args=[palette.colour.removeprefix("#"), palette.key])


def brand() -> Brand:
    """What holds now. Where the database cannot be asked, what was known last; inside a transaction its error."""
    global _known
    known = _known
    if known is None or time.monotonic() - known[0] > settings.BRAND_SECONDS:
        try:
            found = stored_brand()
        except DatabaseError:
            if connection.in_atomic_block:
                raise  # that transaction is lost: whoever goes on in it would be told anything but the reason
            found = known[1] if known else Brand()
        _known = known = (time.monotonic(), found)
    return with_defaults(known[1])


def stored_brand() -> Brand:
    """Ask the database."""
    versions = BrandVersion.objects.select_related("logo").defer("logo__content").order_by("-number")
    newest = versions.first()
    return brand_of(newest) if newest else Brand()


def brand_of(version: BrandVersion) -> Brand:
    """A version, kept or not, as what customers would see of it."""
    words = {name: getattr(version, name) for name in WORDS}
    return Brand(version.number, logo=logo_of(version.logo), logo_has_name=version.logo_has_name, **words)


def logo_of(row: BrandLogo | None) -> Logo | None:
    return Logo(row.sha256, row.width, row.height, row.is_dark) if row else None


def forget_brand() -> None:
    """Ask again at the next page: now, and once the present transaction is through."""
    remember(None)
    transaction.on_commit(lambda: remember(None), robust=True)


def remember(found: Brand | None) -> None:
    """Take this for what the database has; None asks it."""
    global _known
    _known = (time.monotonic(), found) if found else None


WORDS = (
    "name", "colour", "sender_name", "support_email", "shop_url", "imprint", "privacy", "terms", "welcome",
)  # fmt: skip

_known: tuple[float, Brand] | None = None


def with_defaults(found: Brand) -> Brand:
    """The environment's words where the desk wrote none."""
    if found.name and found.support_email and found.shop_url:
        return found
    return replace(
        found,
        name=found.name or settings.SHOP_NAME,
        support_email=found.support_email or settings.SHOP_SUPPORT_EMAIL,
        shop_url=found.shop_url or settings.SHOP_URL,
    )
