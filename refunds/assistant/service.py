"""A language-model service that may choose among our intents, where one is set up. No word of it is ever shown.

It is sent the masked question and the names and first examples of the intents, and answers with a name. Whatever else
it says, or if it says nothing in time, the local search chooses; after a silence it is left alone for a while.
"""

from __future__ import annotations

import time
from typing import Any

import requests
import structlog
from django.conf import settings

from refunds.assistant.phrasings import intents
from refunds.gateways.http import object_in, open_session

CONNECT_SECONDS, READ_SECONDS = 1, 2
SILENT_SECONDS = 60
READ_BYTES = 4096
NONE_OF_THEM = "none"

log = structlog.get_logger(__name__)

_silent_until = 0.0


def is_on() -> bool:
    return bool(settings.ASSISTANT_SERVICE_URL)


def chosen_by_service(question: str, language: str) -> str | None:
    """Return the code of an intent, an empty string if it says that none fits, None if it cannot be asked now."""
    global _silent_until
    if not is_on() or time.monotonic() < _silent_until:
        return None
    try:
        said = _ask(question, language)
    except (requests.RequestException, OSError) as trouble:
        _silent_until = time.monotonic() + SILENT_SECONDS
        log.warning("assistant.service_silent", error=type(trouble).__name__)
        return None
    if said == NONE_OF_THEM:
        return ""
    return said if isinstance(said, str) and said in intents() else None


def be_heard_again() -> None:
    """Ask it again at once, whatever it said last."""
    global _silent_until
    _silent_until = 0.0


def _ask(question: str, language: str) -> object:
    body: dict[str, Any] = {
        "question": question,
        "language": language,
        "intents": {code: intent.said_in("en") for code, intent in intents().items()},
        "otherwise": NONE_OF_THEM,
    }
    with open_session() as session:
        response = session.post(
            settings.ASSISTANT_SERVICE_URL,
            json=body,
            headers={"Authorization": f"Bearer {settings.ASSISTANT_SERVICE_SECRET}"},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        )
        response.raise_for_status()
        return object_in(response.raw.read(READ_BYTES, decode_content=True)).get("intent")
