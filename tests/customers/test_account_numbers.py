"""IBANs in what people write are found as they write them, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from customers.account_numbers import mask_account_numbers


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("My account DE89 3704 0044 0532 0130 00 thanks a lot", "My account [account ending 3000] thanks a lot"),
        ("iban: gb82west12345698765432.", "iban: [account ending 5432]."),
        ("FR14 2004 1010 0505 0001 3M02 606, please", "[account ending 2606], please"),
        ("DE89370400440532013000 or NL91ABNA0417164300", "[account ending 3000] or [account ending 4300]"),
        ("DE88 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00"),
        ("Order AB12 3456 of November came broken, and RF-2026-000012 too.", None),
        ("Parcel 00340434161094021501", None),
        ("", None),
    ],
)
def test_an_iban_is_cut_down_and_everything_else_stays(written, shown):
    assert mask_account_numbers(written) == (written if shown is None else shown)
