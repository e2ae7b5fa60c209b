"""Reading a page as a browser would, and finding what somebody's words have become in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tinyhtml5

LEADS_SOMEWHERE = ("href", "src", "action", "formaction", "data", "srcdoc", "content", "values", "background", "poster")
RUNS = ("script", "iframe", "object", "embed", "base", "foreignobject")


def what_could_run(page: str) -> list[str]:
    """Every element and attribute of the page in which a hostile word has become more than a word."""
    return [trouble for element in _elements(page) for trouble in _of(element)]


def _elements(page: str) -> Iterator[Any]:
    for element in tinyhtml5.parse(page, namespace_html_elements=False).iter():
        if isinstance(element.tag, str):
            yield element


def _of(element: Any) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2].lower()
    if tag in RUNS and "canary" in "".join([element.text or "", *element.attrib.values()]):
        yield f"<{tag}> holds a canary"
    for name, value in element.attrib.items():
        name = name.rpartition("}")[2].lower()
        squeezed = "".join(value.split()).lower()
        if name.startswith("on"):
            yield f"<{tag} {name}>"
        if name == "style" and "canary" in value:
            yield f"<{tag} style>"
        if name in LEADS_SOMEWHERE and squeezed.startswith(("javascript:", "data:text/", "vbscript:")):
            yield f"<{tag} {name}={value[:40]}>"
