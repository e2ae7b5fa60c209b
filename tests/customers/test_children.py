"""Children are born quickly, know nothing of each other, and are missed by nobody when their nursery is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import psutil
import pytest
from pypdf import PdfReader

from customers.documents.child import ChildFailed, run_child
from customers.documents.render import print_html
from tests.files import photo

PRESS = "customers.documents.press"


def nurseries(of: int | None = None) -> list[psutil.Process]:
    """The living processes that children of ours are born from."""
    return [process for process in psutil.Process(of).children() if _is_nursery(process)]


def _is_nursery(process: psutil.Process) -> bool:
    try:
        return "customers.documents.nursery" in process.cmdline()
    except psutil.Error:
        return False


def test_many_papers_at_once_come_back_each_to_the_one_who_asked():
    with ThreadPoolExecutor(8) as crowd:
        papers = list(crowd.map(lambda n: print_html(f"<title>Paper {n}</title><p>{n}"), range(16)))
    for number, paper in enumerate(papers):
        assert PdfReader(BytesIO(paper)).metadata.title == f"Paper {number}"


def test_another_nursery_takes_the_place_of_one_that_was_killed():
    print_html("<p>One")
    for process in nurseries():
        process.send_signal(signal.SIGKILL)
        process.wait(5)
    assert print_html("<p>Two").startswith(b"%PDF-")


def test_a_child_that_broke_says_why_and_the_next_is_whole():
    with pytest.raises(ChildFailed, match="UnicodeDecodeError"):
        run_child(PRESS, [], b"\xff", 20)
    assert b"%PDF-" in run_child(PRESS, [], b'{"papers": ["<p>whole"]}', 20)[:16]


def test_a_child_that_is_late_is_ended_with_all_its_group():
    with pytest.raises(ChildFailed, match="longer than"):
        run_child(PRESS, [], b'{"papers": ["<table>' + b"<tr><td>x" * 200_000 + b'"]}', 0.3)
    deadline = time.monotonic() + 5
    while any(nursery.children(recursive=True) for nursery in nurseries()):
        assert time.monotonic() < deadline, "it goes on printing for nobody"
        time.sleep(0.05)


def test_what_one_library_changes_in_itself_never_reaches_the_children_of_another_module():
    """WeasyPrint makes Pillow take pictures that are cut off."""
    print_html("<p>First")
    cut_off = photo("PNG", (300, 300))[:90]
    assert b"refused" in run_child("customers.documents.examine", ["png"], cut_off, 20)


def test_nurseries_end_with_the_process_that_opened_them():
    born = (
        "from customers.documents.render import print_html; print_html('<p>x'); print('printed', flush=True); input()"
    )
    opened = f"import django; django.setup(); {born}"
    with subprocess.Popen(
        [sys.executable, "-c", opened], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
    ) as process:
        assert process.stdout and b"printed" in process.stdout.read(len("printed"))
        (nursery,) = nurseries(process.pid)
        process.kill()
    assert nursery.wait(10) is not None or not nursery.is_running()
