"""Whether somebody's words make a letter: nothing unknown in braces, nothing missing, nothing too long."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.notifications.fill import Unfillable, lone_block, names_in, paragraphs_of
from customers.notifications.kinds import LetterKind
from customers.notifications.texts import LetterWords

LINE_LIMIT = 200
BODY_LIMIT = 5000


def checked_words(kind: LetterKind, subject: str, heading: str, body: str) -> LetterWords:
    """Return the words as they are kept. Raises BadInput that names the field at fault and what would do."""
    words = LetterWords(_line(subject, "subject"), _line(heading, "heading"), _text(body))
    for field in ("subject", "heading", "body"):
        _check_names(kind, getattr(words, field), field)
    _check_blocks(kind, words)
    missing = [f"{{{name}}}" for name in kind.required if name not in names_in(words.body)]
    if missing:
        raise BadInput(
            _("The text must contain %s: without it the letter does not say what it is for.") % _all_of(missing),
            "placeholder_missing",
            "body",
        )
    return words


def _line(text: str, field: str) -> str:
    line = _sound(text, field)
    if not line:
        raise BadInput(_("Write at least a word."), "words_missing", field)
    if "\n" in line or "\r" in line or not line.isprintable():
        raise BadInput(_("This must be one line."), "not_one_line", field)
    if len(line) > LINE_LIMIT:
        raise BadInput(_("Please shorten this to %d characters.") % LINE_LIMIT, "text_too_long", field)
    return line


def _text(body: str) -> str:
    text = _sound(body.replace("\r\n", "\n").replace("\r", "\n"), "body")
    if not text:
        raise BadInput(_("Write at least a word."), "words_missing", "body")
    if len(text) > BODY_LIMIT:
        raise BadInput(_("Please shorten this to %d characters.") % BODY_LIMIT, "text_too_long", "body")
    return text


def _sound(text: str, field: str) -> str:
    """Trim; refuse what no mail can carry: NUL, and halves of signs."""
    if "\x00" in text or (not text.isascii() and text.encode("utf-8", "replace").decode() != text):
        raise BadInput(_("There is a sign in it that cannot be written in a letter."), "bad_sign", field)
    return text.strip()


def _check_names(kind: LetterKind, source: str, field: str) -> None:
    try:
        unknown = [f"{{{name}}}" for name in names_in(source) if name not in kind.known()]
    except Unfillable:
        raise BadInput(
            _("A brace stands alone. A placeholder looks like {amount}; write {{ for a brace itself."),
            "bad_brace",
            field,
        ) from None
    if unknown:
        raise BadInput(
            _("This letter does not know %(unknown)s. It knows %(known)s.")
            % {"unknown": _all_of(unknown), "known": _all_of([f"{{{name}}}" for name in kind.known()])},
            "unknown_placeholder",
            field,
        )


def _check_blocks(kind: LetterKind, words: LetterWords) -> None:
    """A block holds whole sentences of somebody's, so it stands in the body, alone in its paragraph."""
    blocks = {name for name, placeholder in kind.known().items() if placeholder.is_block}
    for field in ("subject", "heading"):
        if misplaced := blocks.intersection(names_in(getattr(words, field))):
            raise BadInput(
                _("%s belongs into the text.") % _all_of([f"{{{n}}}" for n in misplaced]), "misplaced", field
            )
    for paragraph in paragraphs_of(words.body):
        if not lone_block(paragraph, kind.known()) and (mixed := blocks.intersection(names_in(paragraph))):
            raise BadInput(
                _("%s needs a paragraph of its own, with an empty line before and after it.")
                % _all_of([f"{{{name}}}" for name in mixed]),
                "misplaced",
                "body",
            )


def _all_of(names: list[str]) -> str:
    return get_text_list(sorted(set(names)), _("and"))
