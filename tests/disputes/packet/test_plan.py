"""Sheets are shared, and at last exhibits left out, until the pages are enough; the heaviest stand in front."""

from __future__ import annotations

from disputes.packet.plan import A4, Exhibit, boxes_for, lay_out, letter_of


def picture(title: str, weight: int, kind: str = "uncategorized_file") -> Exhibit:
    return Exhibit(title, "receipt", kind, 1, 1, weight, is_picture=True)


def paper(title: str, weight: int, pages: int, kind: str = "uncategorized_file") -> Exhibit:
    return Exhibit(title, "receipt", kind, 2, pages, weight)


def test_with_room_every_page_has_its_own_sheet_and_the_heaviest_comes_first():
    plan = lay_out([picture("light", 1), paper("heavy", 5, 3)], 49)
    assert [exhibit.title for exhibit in plan.exhibits] == ["heavy", "light"]
    assert [sheet.marks for sheet in plan.sheets] == [("A heavy",)] * 3 + [("B light",)]
    assert plan.level == 0


def test_what_is_handed_in_as_one_file_stands_together():
    plan = lay_out([picture("a", 5, "receipt"), picture("b", 4), picture("c", 3, "receipt")], 0)
    assert [sheet.kind for sheet in plan.sheets] == ["receipt", "receipt", "uncategorized_file"]


def test_pictures_share_a_sheet_before_papers_do():
    plan = lay_out([paper("paper", 5, 4), *(picture(f"p{n}", 1) for n in range(6))], 8)
    assert plan.level == 1
    assert [len(sheet.slots) for sheet in plan.sheets] == [1, 1, 1, 1, 2, 2, 2]


def test_then_the_lightest_is_left_out_and_said():
    plan = lay_out([paper("heavy", 5, 40), paper("light", 1, 40)], 10)
    assert [exhibit.title for exhibit in plan.left_out] == ["light"]
    assert len(plan.sheets) == 10


def test_what_alone_is_too_much_leaves_nothing_and_does_not_hang():
    plan = lay_out([paper("endless", 1, 100)], 1)
    assert not plan.sheets and plan.left_out


def test_boxes_lie_beside_each_other_on_the_sheet():
    for count in (1, 2, 3, 4, 6):
        boxes = boxes_for(count)
        for box in boxes:
            assert 0 < box[0] < box[2] < A4[0] and 0 < box[1] < box[3] < A4[1]
        for one in boxes:
            for other in boxes:
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert one == other or apart


def test_letters_go_on_after_z():
    assert [letter_of(n) for n in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]
