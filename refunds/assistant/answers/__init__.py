"""The answers: one function for each intent, facts in and sentences out. Only facts are filled in."""

from __future__ import annotations

from collections.abc import Callable

from refunds.assistant.answers import around, case, policy
from refunds.assistant.asked import Answer, Asked
from refunds.assistant.phrasings import Intent

_MODULES = {"around": around, "case": case, "policy": policy}


def builder_of(intent: Intent) -> Callable[[Asked], Answer]:
    """The function that an intent names: "case.how_much"."""
    module, _dot, name = intent.answer.partition(".")
    builder: Callable[[Asked], Answer] = getattr(_MODULES[module], name)
    return builder
