"""A template and its values in, a PDF out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from customers.documents.child import ChildFailed, run_child

PRINT_SECONDS = 120
"""How long a paper may take before its process is ended."""


class NotPrinted(Exception):
    """The paper could not be made. Says why for the log; nothing was written."""


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Print a template. The same values give the same bytes. Raises NotPrinted."""
    return print_html(render_to_string(template, dict(context)))


def print_html(html: str, seconds: float = PRINT_SECONDS) -> bytes:
    """Print one HTML text in a process of its own, which knows none of our secrets and has little memory and time."""
    try:
        paper = run_child("customers.documents.press", [], html.encode(), seconds)
    except ChildFailed as trouble:
        raise NotPrinted(str(trouble)) from None
    if not paper.startswith(b"%PDF-"):
        raise NotPrinted("What was printed is no PDF.")
    return paper
