"""The demo shop as a person fills it, from the command line."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command


def seed(*arguments: str) -> str:
    """Run the command and return what it printed."""
    out = StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()
