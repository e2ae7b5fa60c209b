"""Names of files as people send them: what may be shown, and what a name must not pretend."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from customers.errors import BadInput

LONGEST_NAME = 120
KINDS = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp", ".gif": "gif", ".pdf": "pdf"}
"""What may come in, by the ending of its name; the content must say the same."""

_PROGRAMS = re.compile(
    r"\.(exe|com|bat|cmd|scr|pif|msi|js|vbs|ps1|sh|php\d?|phtml|jsp|aspx?|py|pl|html?|xhtml|svgz?|xml|zip|rar|7z|jar"
    r"|docm?|docx|xlsm?|xlsx|pptm?|pptx|dll|hta|lnk|csv)(?=\.|$)",
    re.IGNORECASE,
)


def checked_name(name: str) -> tuple[str, str]:
    """Return the name as it may be shown, and the kind that it promises. Raises BadInput for a name that deceives."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name or any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in name):
        raise BadInput(_("The file's name has invisible signs in it. Rename it, then send it again."), "bad_file_name")
    if "/" in name or "\\" in name or name.startswith("."):
        raise BadInput(_("The file's name is a path. Send it under a plain name."), "bad_file_name")
    if len(name) > LONGEST_NAME:
        raise BadInput(
            _("The file's name is longer than %d characters. Shorten it, then send it again.") % LONGEST_NAME,
            "bad_file_name",
        )
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if kind is None or _PROGRAMS.search(PurePosixPath(name).stem):
        raise BadInput(
            _("“%s” is not a picture (JPEG, PNG, WebP, GIF) or a PDF, so it was not taken.") % name, "bad_file_kind"
        )
    return name, kind
