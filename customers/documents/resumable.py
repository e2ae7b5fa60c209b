"""Taking a file in by pieces, so that a broken line costs a piece and not the file. The pattern is that of tus.

Where it goes on is asked, never guessed: a piece is taken only at the offset up to which everything has arrived.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.documents.intake import SentFile, require_size
from customers.documents.names import checked_name
from customers.errors import BadInput, Conflict, NotFound
from customers.models import Customer, Upload, UploadPart

LARGEST_PIECE = 512 * 1024
KEPT_FOR = timedelta(hours=6)

_SHA256 = re.compile(r"[0-9a-f]{64}")


class WrongOffset(Conflict):
    """The piece does not begin where the last one ended; `received_bytes` says where that is."""

    code = "wrong_offset"

    def __init__(self, received_bytes: int) -> None:
        super().__init__(_("This piece does not follow the last one. Ask how far it is, then go on from there."))
        self.received_bytes = received_bytes


def begin_upload(*, customer: Customer, session: str, name: str, size_bytes: int, sha256: str) -> Upload:
    """Open an upload, or return the one that this session began of the same file: it goes on where it broke off.

    Raises BadInput for a file that could not become a document, Conflict where too many are open.
    """
    shown, _kind = checked_name(name)
    require_size(shown, size_bytes if type(size_bytes) is int else 0)
    if not _SHA256.fullmatch(sha256):
        raise BadInput(_("The check sum of the file is missing."), "bad_checksum", "documents")
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        ours = Upload.objects.filter(customer=customer)
        if begun := ours.filter(session=session, sha256=sha256, name=shown, size_bytes=size_bytes).first():
            return begun
        if ours.count() >= settings.DATA_UPLOAD_MAX_NUMBER_FILES:
            raise Conflict(
                _("Up to %d files can be on their way at once. Remove one, or send the request first.")
                % settings.DATA_UPLOAD_MAX_NUMBER_FILES,
                "too_many_uploads",
                "documents",
            )
        return Upload.objects.create(
            key=secrets.token_hex(16),
            customer=customer,
            session=session,
            name=shown,
            size_bytes=size_bytes,
            sha256=sha256,
        )


def add_piece(*, customer: Customer, session: str, key: str, offset: int, content: bytes) -> Upload:
    """Take the next piece. Raises WrongOffset for any other, so that one sent twice is harmless, and BadInput.

    The last piece must make the whole file that was promised; otherwise nothing is kept of it.
    """
    if not content or len(content) > LARGEST_PIECE:
        raise BadInput(_("A piece has between 1 and %d bytes.") % LARGEST_PIECE, "bad_piece")
    with transaction.atomic():
        upload = upload_of(customer, session, key, Upload.objects.select_for_update())
        if offset != upload.received_bytes:
            raise WrongOffset(upload.received_bytes)
        if offset + len(content) > upload.size_bytes:
            raise BadInput(_("More arrived than the file was said to have."), "bad_piece")
        UploadPart.objects.create(upload=upload, starts_at=offset, content=content)
        upload.received_bytes += len(content)
        upload.save(update_fields=["received_bytes"])
        is_broken = upload.is_complete and hashlib.sha256(_whole(upload)).hexdigest() != upload.sha256
        if is_broken:
            upload.delete()
    if is_broken:
        raise BadInput(
            _("“%s” was damaged on its way, so nothing was kept of it. Choose it again.") % upload.name,
            "bad_checksum",
            "documents",
        )
    return upload


def take_whole(*, customer: Customer, session: str, file: SentFile) -> Upload:
    """Keep a file that arrived at once like one that came by pieces. Raises what these raise."""
    sha256 = hashlib.sha256(file.content).hexdigest()
    upload = begin_upload(customer=customer, session=session, name=file.name, size_bytes=file.size, sha256=sha256)
    for offset in range(upload.received_bytes, upload.size_bytes, LARGEST_PIECE):
        piece = file.content[offset : offset + LARGEST_PIECE]
        upload = add_piece(customer=customer, session=session, key=upload.key, offset=offset, content=piece)
    return upload


def upload_of(customer: Customer, session: str, key: str, among: QuerySet[Upload] | None = None) -> Upload:
    """Find an upload of this customer's session. Raises NotFound; another one's looks the same."""
    found = _own_uploads(customer, session, among).filter(key=key).first()
    if found is None:
        raise NotFound(_("There is no such upload."), "upload_not_found")
    return found


def arrived_files(customer: Customer, session: str, keys: Sequence[str]) -> list[SentFile]:
    """The files of these uploads, as the actions take them. Raises BadInput where one has not arrived in full."""
    files = []
    for key in dict.fromkeys(keys):
        upload = _own_uploads(customer, session).filter(key=key).first()
        if upload is None or not upload.is_complete:
            raise BadInput(
                _("A file has not arrived in full. Choose it again; everything else you typed is kept."),
                "upload_incomplete",
                "documents",
            )
        files.append(SentFile(upload.name, _whole(upload), upload.size_bytes))
    return files


def uploads_named(customer: Customer, session: str, keys: Sequence[str]) -> list[Upload]:
    """Those of these uploads that are there, in the order in which they began."""
    return list(_own_uploads(customer, session).filter(key__in=list(keys)).order_by("pk")) if keys else []


def drop_uploads(customer: Customer, session: str, keys: Sequence[str]) -> None:
    """Delete uploads that a request has taken, or that are not wanted any more."""
    _own_uploads(customer, session).filter(key__in=list(keys)).delete()


def forget_old_uploads(now: datetime) -> int:
    """Delete what nobody took in time. Returns how many files that were."""
    old = Upload.objects.filter(begun_at__lt=now - KEPT_FOR)
    _rows, by_model = old.delete()
    return by_model.get(Upload._meta.label, 0)


def _own_uploads(customer: Customer, session: str, among: QuerySet[Upload] | None = None) -> QuerySet[Upload]:
    """The one place that says whose an upload is: the customer's, and of the session in which they chose it."""
    return (Upload.objects.all() if among is None else among).filter(customer=customer, session=session)


def _whole(upload: Upload) -> bytes:
    return b"".join(bytes(content) for content in upload.parts.values_list("content", flat=True))
