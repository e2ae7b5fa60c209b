"""Anymail's test backend, which names letters as Mailgun does, and answers as a test says."""

from __future__ import annotations

from typing import Any

from anymail.backends.test import EmailBackend as TestBackend
from anymail.exceptions import AnymailAPIError
from django.core.mail import EmailMessage


class Answered:
    """The part of an HTTP answer that Anymail tells of."""

    reason = text = "no"

    def json(self) -> Any:
        raise ValueError


class EmailBackend(TestBackend):
    answers_with = 200

    def get_esp_message_id(self, message: EmailMessage) -> str:
        return f"<{super().get_esp_message_id(message)}.1@d.example>"

    def post_to_esp(self, payload: Any, message: EmailMessage) -> Any:
        if self.answers_with != 200:
            raise AnymailAPIError("no", status_code=self.answers_with, response=Answered())
        return super().post_to_esp(payload, message)
