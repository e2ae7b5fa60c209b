"""The socket: what may be told, by topic. Filled by each room in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

TEST = "test.requested"
"""The kind of an announcement that tells nothing. Every subscription may be sent one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`kinds` are the types of its messages with a sentence each; `show` draws what one of them is about.

    `show` gets the reference of the thing, and draws it without anything that names or describes a person: the words
    are kept for as long as they may be sent again.
    """

    name: str
    kinds: Mapping[str, str | Promise]
    show: Callable[[str], dict[str, Any]]


_topics: dict[str, Topic] = {}


def tell_of(topic: Topic) -> None:
    _topics[topic.name] = topic


def topic_named(name: str) -> Topic:
    return _topics[name]


def told_kinds() -> dict[str, str | Promise]:
    """Everything that a subscription can ask for, with its sentence."""
    return {kind: sentence for topic in _topics.values() for kind, sentence in topic.kinds.items()}
