"""The shop's colours, its logo and its legal texts, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from customers.brand import LEGAL, brand, is_link
from customers.brand_colours import palette_of
from customers.models import BrandLogo

FOR_EVER = "public, max-age=31536000, immutable"
SEALED = "sandbox; default-src 'none'"


@require_safe
def colours(request: HttpRequest, colour: str, key: str) -> HttpResponse:
    """The stylesheet of one colour. Its address names its content; another content is not kept."""
    palette = palette_of(f"#{colour}")
    kept = FOR_EVER if palette.key == key else "no-cache"
    headers = {"Cache-Control": kept, "Cross-Origin-Resource-Policy": "cross-origin"}
    return HttpResponse(palette.stylesheet, content_type="text/css; charset=utf-8", headers=headers)


@require_safe
def logo(request: HttpRequest, sha256: str) -> HttpResponse:
    """The logo as it was drawn anew. Letters show it too, wherever they are read."""
    found = BrandLogo.objects.filter(sha256=sha256).first()
    if found is None:
        raise Http404
    return HttpResponse(
        bytes(found.content),
        content_type="image/png",
        headers={
            "Cache-Control": FOR_EVER,
            "Content-Security-Policy": SEALED,
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


@require_safe
def legal(request: HttpRequest, kind: str) -> HttpResponse:
    """A legal text that the shop wrote here; what it has elsewhere is led to."""
    text = str(getattr(brand(), kind)) if kind in LEGAL else ""
    if not text:
        raise Http404
    if is_link(text):
        return redirect(text)
    title = next(link.title for link in brand().legal_links if link.url == request.path)
    return render(request, "portal/legal.html", {"title": title, "text": text})
