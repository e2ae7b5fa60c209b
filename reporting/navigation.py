"""The pages of finance, in the order of their common navigation: (name of the address, label)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ENTRIES = [
    ("reporting:home", _("Overview")),
    ("reporting:dashboards", _("Dashboards")),
    ("reporting:forecast", _("Forecast")),
    ("reporting:cash", _("Cash")),
    ("reporting:statements", _("Statements")),
    ("refunds:credit_notes", _("Credit notes")),
    ("reporting:exports", _("Exports")),
    ("reporting:rates", _("Exchange rates")),
    ("reporting:tax", _("Tax")),
    ("reporting:differences_explained", _("Differences explained")),
    ("reporting:closings", _("Closing")),
    ("reporting:packs", _("Monthly packs")),
]
"""An address whose page does not exist is left out."""
