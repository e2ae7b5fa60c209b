"""Pages leave compressed: a phone on a slow line waits for their bytes. Files are compressed when they are collected.

Django pads each answer by chance against BREACH; our cookies do not come along from other sites, and each page masks
its form token anew.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressedPages(GZipMiddleware):
    """Compresses pages alone: what programs and papers are made of goes as it is."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith(
            "text/html"
        )
        return super().process_response(request, response) if is_page else response
