"""Whole packets, printed and bound: what is on which page, and that they fit what the network and the gateway take."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from disputes.evidence.facts import Bought, CaseFacts, Letter, Seen
from disputes.evidence.preflight import preflight
from disputes.evidence.reason import Goods
from disputes.packet.make import Attachment, make_packet
from refunds.gateways.dispute_types import EvidenceBudget
from tests.files import pdf, photo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STRIPE_LIKE = EvidenceBudget(
    characters_per_field=20_000, characters=150_000, bytes_together=4_500_000, pages=49,
    pages_by_network={"mastercard": 19}, one_file_per_kind=True,
    file_kinds=("receipt", "shipping_documentation", "customer_communication", "refund_policy", "uncategorized_file"),
)  # fmt: skip
NO_WORD = EvidenceBudget()

FACTS = CaseFacts(
    reference="DP-2026-000007", category="product_not_received", network="mastercard", network_code="4855",
    amount_minor=8900, currency="EUR", opened_at=NOW, payment_reference="PM-2026-000001", payment_number="ch_9",
    order="ORDER-9", paid_minor=8900, paid_currency="EUR", bought_at=NOW - timedelta(days=20),
    captured_at=NOW - timedelta(days=20), delivered_at=NOW - timedelta(days=15), method="Mastercard •••• 4444",
    country="DE", customer_name="Mila Novak", customer_email="mila@home.example", shop="Lamps & Co",
    goods=Goods.PHYSICAL, bought=[Bought("Desk <lamp>", 1, 8900, "physical")],
    seen=[Seen("delivery", NOW - timedelta(days=15), carrier="DHL", tracking_number="0034", address="Lindenweg 4")],
    letters=[Letter(NOW - timedelta(days=9), True, "", "Where is <b>my</b> lamp?")],
)  # fmt: skip


def words_on(raw: bytes) -> list[str]:
    """The text of each page."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(raw)]


def noisy_photo(edge: int = 1_900) -> bytes:
    """A picture that no compression makes small: some four megabytes."""
    paper = io.BytesIO()
    Image.frombytes("RGB", (edge, edge), os.urandom(edge * edge * 3)).save(paper, "JPEG", quality=85)
    return paper.getvalue()


def scan(pages: int) -> bytes:
    """A paper of scanned pages, each a large picture."""
    sheets = [Image.open(io.BytesIO(noisy_photo(1_000))) for _page in range(pages)]
    paper = io.BytesIO()
    sheets[0].save(paper, "PDF", save_all=True, append_images=sheets[1:], quality=85)
    return paper.getvalue()


def test_it_has_a_cover_contents_marks_and_numbers_that_are_true():
    files = [
        Attachment("parcel.jpg", "delivery_confirmed", "jpeg", 1, photo()),
        Attachment("x.pdf", "receipt", "pdf", 2, pdf(2)),
    ]
    told = {"summary": "It arrived.", "statements": [("Sent on", "3 November")], "dispute_number": "dp_1"}
    packet = make_packet(FACTS, files, STRIPE_LIKE, **told)
    pages = words_on(packet.whole)
    assert "Answer to dispute dp_1" in pages[0] and "It arrived." in pages[0] and "3 November" in pages[0]
    assert len(pages) == packet.pages
    for letter, title, span in packet.contents:
        assert title.partition(":")[0] in pages[0]
        first = int(span.partition("–")[0])
        assert f"Exhibit {letter} " in pages[first - 1], (letter, title)
    for number, page in enumerate(pages, start=1):
        assert f"DP-2026-000007 · {number} / {len(pages)}" in page
    assert "Desk <lamp>" in "".join(pages) and "Where is <b>my</b> lamp?" in "".join(pages)


def test_what_a_gateway_takes_one_of_a_kind_comes_as_one_file_of_each():
    packet = make_packet(FACTS, [Attachment("a.jpg", "delivery_confirmed", "jpeg", 1, photo())], STRIPE_LIKE)
    kinds = [part.kind for part in packet.parts]
    assert len(kinds) == len(set(kinds)) and set(kinds) <= set(STRIPE_LIKE.file_kinds)
    delivery = next(part for part in packet.parts if part.kind == "shipping_documentation")
    assert len(words_on(delivery.content)) == delivery.pages
    assert "DHL" in words_on(delivery.content)[0]


def test_a_gateway_that_names_no_kinds_gets_the_packet_in_one_file():
    packet = make_packet(FACTS, [], NO_WORD)
    assert [part.kind for part in packet.parts] == ["uncategorized_file"]
    assert packet.parts[0].pages == packet.pages


def test_what_staff_left_out_is_not_printed():
    with_it = make_packet(FACTS, [], NO_WORD)
    without = make_packet(FACTS, [], NO_WORD, without=["messages"])
    assert "Where is" in "".join(words_on(with_it.whole))
    assert "Where is" not in "".join(words_on(without.whole))


def test_nothing_of_a_sent_picture_or_paper_lives_on_but_what_one_sees():
    packet = make_packet(FACTS, [Attachment("a.png", "receipt", "png", 1, photo("PNG"))], STRIPE_LIKE)
    for part in packet.parts:
        with pikepdf.open(io.BytesIO(part.content)) as opened:
            assert not opened.attachments and "/OpenAction" not in opened.Root and "/AcroForm" not in opened.Root


def test_what_nobody_could_read_is_named_with_its_page():
    plain = io.BytesIO()
    Image.new("RGB", (1200, 900), "white").save(plain, "PNG")
    files = [
        Attachment("good.jpg", "delivery_confirmed", "jpeg", 1, noisy_photo(1_000)),
        Attachment("tiny.jpg", "receipt", "jpeg", 1, noisy_photo(160)),
        Attachment("white.png", "messages", "png", 1, plain.getvalue()),
        Attachment("empty pages.pdf", "receipt", "pdf", 2, pdf(2)),
        Attachment("filled in.pdf", "receipt", "pdf", 1, filled_in()),
    ]
    packet = make_packet(FACTS, files, STRIPE_LIKE)
    unclear = [("empty pages.pdf", "blank", 1), ("tiny.jpg", "coarse", 1), ("white.png", "blank", 1)]
    assert sorted(packet.unclear) == unclear
    looked = preflight({"uncategorized_text": "It arrived."}, [], FACTS, STRIPE_LIKE, unclear=packet.unclear)
    assert {finding.code for finding in looked.findings} == {"blank_page", "too_coarse"} and looked.is_clear


def filled_in(rotate: int = 0) -> bytes:
    """A delivery note as a form: what the customer typed and signed stands in fields, not in the page's ink."""
    paper = pikepdf.new()
    page = paper.add_blank_page(page_size=(595, 842))
    page.obj.Rotate = rotate
    name, dictionary = pikepdf.Name, pikepdf.Dictionary
    font = paper.make_indirect(dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica))
    field = paper.make_indirect(dictionary(
        Type=name.Annot, Subtype=name.Widget, FT=name.Tx, T="received", V="Received by M. Novak", F=4,
        Rect=[60, 700, 400, 724], DA="/Helv 12 Tf 0 g", P=page.obj,
    ))  # fmt: skip
    page.obj.Annots = pikepdf.Array([field])
    fonts = dictionary(Font=dictionary(Helv=font))
    paper.Root.AcroForm = dictionary(
        Fields=pikepdf.Array([field]), DR=fonts, DA="/Helv 12 Tf 0 g", NeedAppearances=True
    )
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


@pytest.mark.parametrize("rotate", [0, 90])
def test_what_was_filled_into_a_form_arrives_with_it(rotate):
    """A field's text is no ink of its page: laid on a sheet as it is, a signed delivery note would arrive empty."""
    packet = make_packet(FACTS, [Attachment("note.pdf", "delivery_confirmed", "pdf", 1, filled_in(rotate))], NO_WORD)
    assert "Received by M. Novak" in "".join(words_on(packet.whole))
    delivery = next(part for part in packet.parts)
    assert "Received by M. Novak" in "".join(words_on(delivery.content))


@pytest.mark.slow
@pytest.mark.full
def test_forty_megabytes_fit_mastercards_nineteen_pages_and_stripes_bytes():
    """In the everyday suite a quarter of them."""
    share = int(os.environ.get("PACKET_MEGABYTES", "10")) / 40
    photos = [Attachment(f"photo {n}.jpg", "messages", "jpeg", 1, noisy_photo()) for n in range(round(11 * share))]
    pages = 9
    papers = [Attachment(f"scan {n}.pdf", "delivery_confirmed", "pdf", pages, scan(pages)) for n in range(2)]
    files = [*photos, *papers]
    assert sum(len(file.content) for file in files) > 40_000_000 * share
    packet = make_packet(FACTS, files, STRIPE_LIKE, summary="It arrived.")
    assert packet.pages <= 19
    assert sum(len(part.content) for part in packet.parts) < 4_500_000
    assert packet.fits and not packet.left_out
    assert packet.level > 0
    other = make_packet(replace(FACTS, network="visa"), files, STRIPE_LIKE)
    assert 19 < other.pages <= 49
