"""What is posted to several routes: sound enough that the answer depends on who posts it."""

from __future__ import annotations

SEEN = {"seen": "{seen}"}
WORDS = "In words."
NETWORK_LIMIT = {
    "programme": "vamp", "share": "1.5", "least_cases": 1500, "valid_from": "2026-12-01", "source": WORDS
}  # fmt: skip
CLOSERS = "finance"
REOPENERS = "manager finance"
CLOSING_DAYS = {"first_on": "2020-01-01", "last_on": "2020-01-02"}
CARRYING = {"check": "differences", "fingerprint": "x", "reason": WORDS}
STEP_UP = {"currency": "EUR", "above": "5"}
TEXT = {"subject": "Yes", "heading": "Yes", "body": "Yes.", "why": WORDS}
API_LOOK = {"subject": "Yes", "heading": "Yes", "body": "Yes."}
API_ANSWER_TIME = {
    "country": "DE", "hours": 8, "remind_hours": 4, "days": [1, 2, 3, 4, 5], "opens_at": "09:00",
    "closes_at": "17:00", "ask_again_days": 3, "back_after_days": 7,
}  # fmt: skip
CREDIT = {"direction": "add", "currency": "EUR", "amount": "5", "reason": WORDS}
MESSAGE_RULES = {"rules": [], "per_day": 3, "quiet_from": "21:00", "quiet_until": "07:00"}
CREDIT_TERMS = {"country": "", "days": "900", "notice_days": "30", "grace_days": "30"}
API_HOLD = {"currency": "EUR", "amount_minor": 5, "order_reference": "R-1"}
API_WITHDRAWAL_LAW = {
    "name": "Norway", "countries": ["NO"], "days": 14, "pay_back_days": 14, "counted": "calendar", "may_wait": True,
    "wording": WORDS, "source": WORDS, "as_of": "2026-11-01",
}  # fmt: skip
READY = {"name": "Parcel", "texts": {"en": "It is here."}}
API_STEP_UP = {"currency": "EUR", "step_up_above": 5}
