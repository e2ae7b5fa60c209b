"""The words of a message: one shape for every kind, with a version that grows when a reader would have to change."""

from __future__ import annotations

import json
from typing import Any

from django.utils import translation
from rest_framework.fields import DateTimeField
from rest_framework.utils.encoders import JSONEncoder

from refunds.models import Announcement
from refunds.outgoing.topics import TEST, topic_named

SHAPE_VERSION = 1


def write_body(announcement: Announcement) -> str:
    """Draw the message as JSON in ASCII. What it is about is drawn as it stands now, so never older than the event."""
    with translation.override("en"):
        return json.dumps(_said(announcement), cls=JSONEncoder, separators=(",", ":"))


def _said(announcement: Announcement) -> dict[str, Any]:
    return {
        "id": announcement.message_id,
        "type": announcement.kind,
        "version": SHAPE_VERSION,
        "created_at": DateTimeField().to_representation(announcement.happened_at),
        "data": {} if announcement.kind == TEST else _data(announcement),
    }


def _data(announcement: Announcement) -> dict[str, Any]:
    return {
        "from_state": announcement.from_state,
        "to_state": announcement.to_state,
        announcement.topic: topic_named(announcement.topic).show(announcement.about),
    }
