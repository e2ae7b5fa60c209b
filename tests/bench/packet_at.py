"""One packet of as many pages as a bank takes, out of scans and photographs; prints JSON. Run by tests.bench."""

from __future__ import annotations

import io
import json
import os
import resource
import time
from dataclasses import replace
from pathlib import Path

import django

django.setup()

from PIL import Image  # noqa: E402

from disputes.packet.make import Attachment, make_packet  # noqa: E402
from tests.disputes.packet.test_every_reason import RICH  # noqa: E402
from tests.disputes.packet.test_packet import STRIPE_LIKE  # noqa: E402

EDGE, PAPERS, PAGES, PHOTOS = 1_200, 3, 10, 13
MB = 1 << 20


def main() -> None:
    files = [Attachment(f"scan {n}.pdf", "delivery_confirmed", "pdf", PAGES, _scan(PAGES)) for n in range(PAPERS)]
    files += [Attachment(f"photo {n}.jpg", "messages", "jpeg", 1, _photo()) for n in range(PHOTOS)]
    facts = replace(RICH, network="visa", category="product_not_received")
    began = time.perf_counter()
    packet = make_packet(facts, files, STRIPE_LIKE, summary="It arrived.")
    told = {
        "seconds": time.perf_counter() - began,
        "pages": packet.pages,
        "came_megabytes": sum(len(file.content) for file in files) / MB,
        "megabytes": sum(len(part.content) for part in packet.parts) / MB,
        "process_megabytes": _largest_megabytes(),
    }
    print(json.dumps(told))


def _largest_megabytes() -> float:
    """The most that this process, one that it has ended, or a printer that lives on has held."""
    held = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    mine = {os.getpid()}
    for status in sorted(Path("/proc").glob("[0-9]*/status"), key=lambda path: int(path.parent.name)):
        told = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        if int(told["PPid"]) in mine:
            mine.add(int(told["Pid"]))
            held.append(int(told.get("VmHWM", "0 kB").split()[0]) / 1024)
    return max(held)


def _photo() -> bytes:
    """Noise, which no compression makes small."""
    paper = io.BytesIO()
    Image.frombytes("RGB", (EDGE, EDGE), os.urandom(EDGE * EDGE * 3)).save(paper, "JPEG", quality=80)
    return paper.getvalue()


def _scan(pages: int) -> bytes:
    sheets = [Image.open(io.BytesIO(_photo())) for page in range(pages)]
    paper = io.BytesIO()
    sheets[0].save(paper, "PDF", save_all=True, append_images=sheets[1:], quality=80)
    return paper.getvalue()


if __name__ == "__main__":
    main()
