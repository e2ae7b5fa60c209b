"""Finance's home page with everybody's own tiles, and choosing them: by plain buttons, in the order of the keyboard."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from customers import clock
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.actions.choose_tiles import forget_tiles, move_tile
from reporting.boards.asked import Asked, read_asked
from reporting.boards.page import currency_tabs, shown_figure, shown_panels
from reporting.boards.sums import currencies_of
from reporting.periods import shop_day
from reporting.tiles.catalogue import TILES, TileReader
from reporting.tiles.choice import has_chosen, tiles_of


@require_GET
@staff_page(permissions.REPORT)
def home(request: StaffRequest) -> HttpResponse:
    """Show one's own tiles in one currency."""
    asked = read_asked(request.GET, ())
    currencies = currencies_of(asked.slice)
    asked = asked.in_currency(asked.currency or next(iter(currencies), ""))
    names = tiles_of(request.user)
    context = {
        "currencies": currency_tabs(asked, currencies)[: len(currencies)],
        "is_empty": not asked.currency,
        **(_tiles(asked, names) if asked.currency else {}),
    }
    return render(request, "reporting/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def tiles(request: StaffRequest) -> HttpResponse:
    """List one's tiles and all others; a POST moves one, and the page comes back to where it stands then."""
    if request.method == "POST":
        move, _colon, name = request.POST.get("do", "").partition(":")
        if move == "reset":
            forget_tiles(actor=request.actor)
            return redirect("reporting:tiles")
        move_tile(actor=request.actor, name=name, move=move)
        return redirect(f"{reverse('reporting:tiles')}?moved={name}&by={move}")
    own = tiles_of(request.user)
    context = {
        "own": [{"name": name, "tile": TILES[name]} for name in own],
        "others": [{"name": name, "tile": tile} for name, tile in TILES.items() if name not in own],
        "has_chosen": has_chosen(request.user),
        "moved": request.GET.get("moved", ""),
        "by": request.GET.get("by", ""),
    }
    return render(request, "reporting/tiles.html", context)


def _tiles(asked: Asked, names: list[str]) -> dict[str, Any]:
    """Figures in one row, drawings below it, both in the order that was chosen."""
    reader = TileReader(asked)
    figures, panels = [], []
    for name in names:
        tile = TILES[name]
        if tile.is_drawing:
            if (panel := reader.panel(tile)) is not None:
                panels.append((panel, {"label": tile.label, "url": reader.url(tile)}))
        elif (figure := reader.figure(tile)) is not None:
            figures.append(shown_figure(figure, asked.currency) | {"label": tile.label, "url": reader.url(tile)})
    shown = shown_panels(f"home-{'-'.join(names)}"[:150], [panel for panel, _more in panels], asked.currency)
    return {
        "figures": figures,
        "panels": [one | more for one, (_panel, more) in zip(shown, panels, strict=True)],
        "today": shop_day(clock.now()),
    }
