"""The words of Recourse in other languages: python -m config.catalogues [update | compile]

`update` reads every message out of code and templates into config/locale/<language>/LC_MESSAGES/django.po, where people
translate; `compile` makes the files that run. Babel does both, so no machine needs GNU gettext. Compiled files are made
by the set-up, by the image and, where they are older than their source, by every process that starts: they are never
kept in git, where two branches could not be merged.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE_DIR = BASE_DIR / "config" / "locale"
LANGUAGES = ("de", "fr", "es", "it", "nl")
"""English is in the code itself."""

ROOMS = ("customers", "refunds", "disputes", "reporting", "config")
SINGULAR = ("_", "gettext", "gettext_lazy", "gettext_noop")
PLURAL = ("ngettext", "ngettext_lazy")

READ_BY_CUSTOMERS = (
    "templates/base.html", "templates/entrance.html", "templates/portal/*", "templates/emails/*", "templates/errors/*",
    "templates/components/*", "templates/pdf/base.html", "templates/pdf/statement_customer.html", "templates/pdf/_*",
    "customers/portal/*", "customers/views/portal_*", "customers/notifications/kinds.py", "customers/looks.py",
    "customers/money.py", "customers/templatetags/*", "customers/models/payment.py", "refunds/models/refund.py",
    "refunds/notices.py", "refunds/letter_kinds.py", "refunds/progress.py", "refunds/policy/quote.py",
    "refunds/policy/wording.py", "refunds/policy/rules/*", "refunds/views/portal/*", "refunds/actions/words.py",
    "refunds/actions/request_refund.py", "refunds/actions/quote_refund.py", "refunds/actions/line_amounts.py",
    "refunds/actions/cancel_refund.py", "refunds/actions/notes.py", "refunds/actions/ask_customer.py",
    "refunds/actions/lock_refund.py", "reporting/statement_paper.py",
)  # fmt: skip
"""Where the words stand that a customer may read."""

Found = tuple[str | tuple[str, str], str]
"""A message, or its singular and plural, and the file that it stands in."""

_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_TEMPLATE_CALL = re.compile(rf"\b(?P<name>n?gettext|_)\((?P<arguments>{_STRING}(?:, ?{_STRING})?)")


def main() -> int:
    wish = sys.argv[1:] or ["update"]
    if wish == ["update"]:
        update()
    elif wish != ["compile"]:
        sys.exit(__doc__)
    compile_all()
    return 0


def compile_all() -> None:
    """Make each compiled file that is missing or older than its source; several processes may do so at once."""
    for language in LANGUAGES:
        source, compiled = po_file(language), po_file(language).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = compiled.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as file:
            write_mo(file, read(language))
        fresh.replace(compiled)


def update() -> None:
    """Bring the messages of every language up to date; translations of messages that are gone are dropped."""
    template = extracted()
    for language in LANGUAGES:
        catalog = read(language) if po_file(language).exists() else Catalog(language, charset="utf-8")
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write(language, catalog)


def write(language: str, catalog: Catalog) -> None:
    """Write the messages in order, below the list of terms that stands at the top of the file."""
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    terms = _parts(path)[0] if path.exists() else b""
    with path.open("wb") as file:
        file.write(terms)
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False, omit_header=True)


def read(language: str) -> Catalog:
    return read_po(BytesIO(_parts(po_file(language))[1]), locale=language, charset="utf-8")


def _parts(path: Path) -> tuple[bytes, bytes]:
    """The list of terms, comments up to the first empty line, and the messages; Babel would mix the two."""
    text = path.read_bytes()
    if not text.startswith(b"# "):
        return b"", text
    terms, _line, messages = text.partition(b"\n\n")
    return terms + b"\n\n", messages


def po_file(language: str) -> Path:
    return LOCALE_DIR / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Every message of code and templates with the files that it stands in."""
    catalog = Catalog(charset="utf-8")
    for message, path in sorted(_all_messages(), key=str):
        catalog.add(message, locations=[(path, 1)])
    return catalog


def for_customers(locations: list[tuple[str, int]]) -> bool:
    """Whether a message stands where customers read."""
    return any(fnmatch(path, pattern) for path, _line in locations for pattern in READ_BY_CUSTOMERS)


def _all_messages() -> Iterator[Found]:
    for room in ROOMS:
        for path in (BASE_DIR / room).rglob("*.py"):
            if "/migrations/" not in _name(path):
                yield from ((message, _name(path)) for message in _in_python(path))
    for path in (BASE_DIR / "templates").rglob("*"):
        if path.suffix in (".html", ".txt") and not _name(path).startswith("templates/emails/texts/"):
            yield from ((message, _name(path)) for message in _in_template(path))


def _name(path: Path) -> str:
    return path.relative_to(BASE_DIR).as_posix()


def _in_python(path: Path) -> Iterator[str | tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _called(node)
        if isinstance(node, ast.ClassDef) and "policy/rules" in path.as_posix() and (text := ast.get_docstring(node)):
            yield " ".join(text.split())  # Rule.text shows it


def _called(node: ast.Call) -> Iterator[str | tuple[str, str]]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if name in SINGULAR and words:
        yield words[0]
    if name in PLURAL and len(words) > 1:
        yield words[0], words[1]


def _in_template(path: Path) -> Iterator[str | tuple[str, str]]:
    """What Django's own reader of templates makes of it is a text of calls to gettext."""
    from django.conf import settings

    if not settings.configured:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.utils.translation.template import templatize

    for call in _TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        arguments = ast.literal_eval(f"({call['arguments']},)")
        yield tuple(arguments[:2]) if call["name"] == "ngettext" else arguments[0]


if __name__ == "__main__":
    raise SystemExit(main())
