"""Examples in the schema: one request and one answer for every operation, told about one small story.

Mila paid order S-1042; her lamp came broken. An answer is put together from the schema, so that it always fits; so is a
request, unless fields exclude each other and the request stands in REQUESTS.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

PAYMENT, REFUND, CUSTOMER = "PM-2026-000123", "RF-2026-000123", "CU-2026-000123"
HASH = "9f2c7d41" * 8
MOMENT, DAY = "2026-11-26T09:30:00Z", "2026-11-26"

_WISH = {"payment": PAYMENT, "amount_minor": 4310, "currency": "EUR", "reason": "damaged"}
_LINES: dict[str, Any] = {"payment": PAYMENT, "lines": [{"line_id": 1, "quantity": 1}], "reason": "damaged"}

_WORDS = {"subject": "About your refund", "heading": "We could not refund this", "body": "{explanation}"}
_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""The smallest PNG there is."""

_LISTENER = {
    "label": "Bookkeeping",
    "address": "https://books.shop.example/hooks/refunds",
    "kinds": ["refund.completed", "refund.reversed"],
}

REQUESTS: dict[str, Any] = {
    "add_subscription": _LISTENER,
    "change_subscription": _LISTENER,
    "request_refund": {**_WISH, "reason_text": "The lamp came broken."},
    "quote_refund": _WISH,
    "change_refund": {"amount_minor": 4000, "seen": HASH, "words": "One bulb was kept."},
    "quote_change_of_refund": {"amount_minor": 4000},
    "bring_dispute": {
        "account": "sandbox",
        "gateway_reference": "dp_1042",
        "payment": "pay_1042",
        "state": "needs_response",
        "amount_minor": 4310,
        "currency": "EUR",
        "reason": "product_not_received",
        "respond_by": "2026-12-10T18:00:00Z",
    },
    "set_payout_plan": {"account": "sandbox", "currency": "EUR", "rhythm": "weekly", "weekday": 1, "keep_minor": 50000},
    "record_balance": {"account": "sandbox", "currency": "EUR", "balance_minor": 1250040},
    "retry_refund": {"rail": "original"},
    "propose_rail_for_refund": {"rail": "store_credit", "words": "The card has expired; would credit do?"},
    "quote_plan": {**_LINES, "strategy": "oldest_first"},
    "request_plan": {**_LINES, "strategy": "oldest_first", "seen": HASH},
    "draft_bulk_run": {"move": "approval", "filter": {"state": ["under_review"], "reason": ["damaged"]}},
    "save_view": {"name": "Broken things", "filter": {"reason": ["damaged"]}, "order": "newest", "is_shared": False},
    "change_view": {"name": "Broken, and mine", "filter": {"reason": ["damaged"]}},
    "create_assignment_rule": {"reason": "damaged", "country": "DE", "role": "agent"},
    "change_assignment_rule": {"reason": "damaged", "to": "boris@shop.example"},
    "try_assignment_rule": {"reason": "damaged", "role": "agent"},
    "record_payment": {
        "gateway_account": "sandbox",
        "gateway_reference": "pay_8Kx2",
        "customer_email": "mila@home.example",
        "customer_name": "Mila Novak",
        "order_reference": "S-1042",
        "currency": "EUR",
        "captured_minor": 8900,
        "method": "card",
        "country": "DE",
        "captured_at": MOMENT,
        "lines": [{"description": "Lamp", "quantity": 2, "net_minor": 7479, "tax_minor": 1421, "tax_rate": "19.0"}],
    },
    "create_customer": {"email": "tom@home.example", "name": "Tom Berg", "language": "en", "country": "DE"},
    "add_refund_document": {"name": "lamp.png", "content": _DOT, "description": "The broken lamp."},
    "attach_evidence_file": {"piece": "delivery_confirmed", "name": "door.png", "content": _DOT},
    "write_evidence_draft": {"version": 3, "texts": {"uncategorized_text": "It was delivered on 3 November 2026."}},
    "record_payment_trace": {
        "kind": "delivery",
        "happened_at": MOMENT,
        "carrier": "DHL",
        "tracking_number": "00340434161094021501",
        "address": "Lindenweg 4, 10115 Berlin",
        "signed_by": "M. Novak",
    },
    "import_settlement": {
        "account": "sandbox",
        "form": "generic",
        "name": "november.csv",
        "content": "bGluZV9pZCxraW5kLGFtb3VudCxjdXJyZW5jeSxzZXR0bGVkX2F0Cg==",
    },
    "match_webhook": {"to": REFUND, "words": "Paid by hand on the phone."},
    "match_difference": {"to": REFUND, "words": "Paid by hand on the phone."},
    "preview_text": _WORDS,
    "test_text": _WORDS,
    "write_text": {**_WORDS, "why": "Shorter.", "number": 0, "use": False},
    "order_statement_batch": {"first_on": "2026-11-01", "last_on": DAY},
    "issue_credit_note": {"payment": PAYMENT, "amount_minor": 500, "reason": "Settled on the phone."},
    "void_credit_note": {"reason": "The money came back."},
    "set_legal_entity": {
        "code": "de",
        "name": "Example GmbH",
        "street": "Torstraße 1",
        "postal_code": "10119",
        "city": "Berlin",
        "country": "DE",
        "vat_id": "DE136695976",
        "is_usual": True,
        "number_format": "GS-{year}-{number:05}",
    },
    "choose_home_tiles": {"names": ["net", "paid_back", "radar"]},
    "set_network_limit": {
        "programme": "vamp",
        "share": 150,
        "least_cases": 1500,
        "valid_from": "2026-04-01",
        "source": "Visa",
    },
    "set_rate": {"day": "2026-11-02", "currency": "USD", "per_euro": "1.1314", "source": "Our bank"},
    "set_reporting_currency": {"currency": "EUR"},
    "import_rates": {"name": "eurofxref-hist.csv", "content": "RGF0ZSxVU0QsCjIwMjYtMTEtMDIsMS4xMzE0LAo="},
    "order_export": {
        "subject": "refunds",
        "format": "csv",
        "first_on": "2026-11-01",
        "last_on": DAY,
        "columns": ["refund", "finished_at", "currency", "amount"],
        "where": {"state": ["completed"]},
    },
    "save_export": {"label": "Refunds of a month", "subject": "refunds", "format": "xlsx", "span": "last_month"},
    "add_export_place": {
        "label": "The bank's server",
        "kind": "sftp",
        "secret": "correct horse battery staple",
        "settings": {
            "host": "files.shop.example",
            "port": "22",
            "user": "recourse",
            "path": "in",
            "host_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBq9Zl5r1cJ6f0c3p9yH8Xr2mJ5o0T0m3h9gA2sWcQ1d",
        },
    },
    "set_export_place_secret": {"secret": "correct horse battery staple"},
    "schedule_export": {"saved": 7, "place": 3, "rhythm": "monthly", "day": 2, "hour": 6},
    "turn_export_schedule": {"is_on": False},
    "set_book_account": {"layout": "datev", "ledger_account": "gateway", "gateway_account": "shop", "theirs": "1360"},
    "set_book_values": {"layout": "datev", "values": {"adviser": "29098", "client": "55003"}},
    "order_statement": {"first_on": "2026-11-01", "last_on": DAY},
    "order_pack": {"first_on": "2026-10-01", "last_on": "2026-10-31"},
    "prepare_closing": {"first_on": "2026-10-01", "last_on": "2026-10-31"},
    "carry_over": {
        "check": "differences",
        "fingerprint": "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
        "reason": "The gateway answers on Monday.",
    },
    "propose_reopening": {"reason": "A settlement report came late."},
    "release_reopening": {"words": "Seen, open it."},
    "decline_reopening": {"words": "It can be booked in November."},
    "hold_credit": {"currency": "EUR", "amount_minor": 2500, "order_reference": "S-1042", "minutes": 60},
    "correct_credit": {"currency": "EUR", "amount_minor": 500, "reason": "The first parcel was lost on its way."},
    "set_credit_terms": {"country": "AT", "days": None, "notice_days": 30, "grace_days": 30},
    "set_message_rules": {
        "rules": [{"kind": "refund_on_its_way", "is_on": False, "delay_minutes": 0}],
        "per_day": 3,
        "quiet_from": "21:00",
        "quiet_until": "07:00",
    },
    "set_step_up_amount": {"currency": "EUR", "step_up_above": 20_000},
}

SAID: dict[str, Any] = {
    "payment": PAYMENT, "refund": REFUND, "customer": CUSTOMER, "about": REFUND, "other": "RF-2026-000124",
    "plan": "RP-2026-000007", "draft": "PD-2026-000002", "repeats": "BR-2026-000003", "merged_into": None,
    "seen": HASH, "approval_hash": HASH, "activation_hash": HASH, "checksum": HASH, "sha256": HASH,
    "order_reference": "S-1042", "external_reference": "shop-77", "gateway_reference": "pay_8Kx2",
    "gateway": "sandbox", "gateway_account": "sandbox", "account": "sandbox", "currency": "EUR",
    "amount_minor": 4310, "captured_minor": 8900, "paid_minor": 8900, "net_minor": 4310, "refunded_minor": 0,
    "reserved_minor": 4310, "left_minor": 4590, "tax_rate": "19.0", "quantity": 1, "line_id": 1,
    "country": "DE", "holidays_in": "DE", "language": "en", "email": "mila@home.example", "name": "Mila Novak",
    "customer_email": "mila@home.example", "to_address": "mila@home.example", "sent_to": "marta@shop.example",
    "to": "boris@shop.example", "assignee": "boris@shop.example", "first_name": "Boris", "last_name": "Meyer",
    "approver": "Boris Meyer", "author": "Boris Meyer", "requested_by": "Ana Lima", "actor_label": "Ana Lima",
    "actor": "user:1", "sender": "Lena Virtanen", "reason_text": "The lamp came broken.",
    "words": "Two photos are with the case.", "why": "Needs a lead's eye.", "note": "Sorry for the trouble, Mila.",
    "explanation": "The lamp was used for a year.", "question": "Which of the two lamps came broken?",
    "answer": "The white one.", "bank_reference": "SEPA-2026-11-26-0007", "text": "@boris.meyer, please look at this.",
    "subject": "Your refund", "heading": "Your refund is on its way", "body": "Good news.", "html": "<p>Good news.</p>",
    "body_text": "Good news.", "body_html": "<p>Good news.</p>", "card_brand": "visa", "card_last4": "4242",
    "description": "Lamp", "sku": "LAMP-2", "channel": "web", "roles": ["approver"], "scopes": ["refunds:read"],
    "owner": "ana@shop.example", "prefix": "k3Xv9aPq", "days": 365, "content": "JVBERi0xLjcK", "handles": [],
    "code": "changed_since_seen", "message": "This refund has changed since you read it. Read it again.",
    "sentence": "You get 43.10 EUR back.", "correlation_id": "4c66af65d5bd444eaaaea8923297c8c9", "fields": {},
    "next": None, "trouble": "", "attention": "", "failure_code": "", "failure_message": "", "last_error": "",
    "opens_at": "09:00", "closes_at": "17:00", "quiet_from": "21:00", "quiet_until": "07:00",
    "hours": 24, "remind_hours": 4, "version": 1, "number": 1,
    "because": "“Lamp” arrived on 3 October 2026, and its window ended on 2 November 2026.",
    "remedy": "If something was wrong with it, say what, and show it.", "said": "The lamp was used for a year.",
    "countries": ["DE", "AT"],
    "appeal_days": 30, "appeal_hours": 40, "good": 31, "mixed": 8, "bad": 3, "answers": 42, "months": 12,
    "ask_again_days": 3, "back_after_days": 7, "fee_waiver": "The shop's own mistake.", "filter": {"state": []},
    "reason": "Looked at by two of us.", "kind": "refund_rejected", "topic": "refund.submit",
    "key": "submit:RF-2026-000123",
    "selected": "12 refunds", "requested_label": "Ana Lima", "before": "review", "after": "allow", "verdict": "allow",
    "risk_hints": [], "title": "Your refund is on its way", "label": "Days to return", "rule": "return_window",
    "parameter": "days", "summary": "Thirty days for everything.", "event_id": "evt_7Qm1", "result": "applied",
    "list": "mine", "count": "12", "move": "approval", "revision": 0, "from_state": "under_review",
    "to_state": "approved", "goodwill_minor": 0, "fee_minor": 0, "tax_minor": 688, "discount_minor": 0,
    "method_label": "Visa 4242", "text_number": 0, "tries": 1, "why_not": "", "editor": "Ana Lima",
    "customer_sentence": "The return window is open.", "fee_sentence": "", "proposer": "Ana Lima",
    "recorder": "Ana Lima", "answer_words": "Yes, credit is fine.", "made_by": "Marta Silva",
    "proposed_by": "Marta Silva", "activated_by": "Ida Berg", "left": "1", "right": "2", "channel_name": "mail",
    "review_on": "2027-03-01", "starts_on": "2026-12-01",
    "their_currency": "EUR", "ours": "succeeded", "theirs": "refund · 2026-11-26", "run": 1, "report": 1,
    "resolution": "The gateway corrected it a day later.", "resolved_by": "Fatima Haddad",
    "refund_reference": "RF-2026-000123-1", "payment_reference": "pay_8Kx2",
}  # fmt: skip
"""What a field of this name says, where its shape allows it."""

CHOSEN = {"reason": "damaged", "state": "under_review", "rail": "original", "strategy": "oldest_first", "role": "agent"}
"""The value that an example takes of several."""

_PREFIXES = {"Dispute": "DP", "Refund": "RF", "Payment": "PM", "Customer": "CU", "Plan": "RP", "Bulk": "BR",
             "Statement": "ST", "Draft": "PD", "Trial": "PT", "CreditHold": "CH", "CreditCorrection": "CC"}  # fmt: skip
_BY_FORMAT = {
    "date-time": MOMENT,
    "date": DAY,
    "time": "09:00",
    "email": "ana@shop.example",
    "uuid": "6fa459ea-ee8a-3ca4-894e-db77e160355e",
}
_BY_TYPE: dict[str, Any] = {"boolean": True, "number": 1, "string": "Lamp"}
_ANSWER_DAYS = {"AnswerTimeOut", "AnswerTimeInRequest"}


def add_examples(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Write an example beside the body and beside the good answer of every operation; hooked in by the settings."""
    shapes = result.get("components", {}).get("schemas", {})
    for methods in result["paths"].values():
        for operation in methods.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                asked = REQUESTS.get(operation["operationId"])
                body["example"] = _example(body["schema"], shapes) if asked is None else asked
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json")
                if content and status.startswith("2"):
                    content["example"] = _example(content["schema"], shapes)
    return result


def _example(schema: Schema, shapes: dict[str, Schema], name: str = "", owner: str = "") -> Any:
    pointer = next((part["$ref"] for part in [schema, *_parts(schema)] if "$ref" in part), "")
    if pointer:
        owner = pointer.rpartition("/")[2]
        schema = {**shapes[owner], **{key: value for key, value in schema.items() if key == "nullable"}}
    elif parts := _parts(schema):
        schema = parts[0]
    if "enum" in schema:
        return CHOSEN.get(name) if CHOSEN.get(name) in schema["enum"] else next(filter(None, schema["enum"]))
    if "properties" in schema:
        return {field: _example(shape, shapes, field, owner) for field, shape in schema["properties"].items()}
    if name == "days" and owner in _ANSWER_DAYS:
        return [1, 2, 3, 4, 5]
    if name == "reference" and schema.get("type") == "string":
        return _reference(owner)
    if name in SAID and _fits(SAID[name], schema):
        return SAID[name]
    return _by_shape(schema, shapes, name, owner)


def _by_shape(schema: Schema, shapes: dict[str, Schema], name: str, owner: str) -> Any:
    kind = schema.get("type")
    if kind == "array":
        return [_example(schema["items"], shapes, name, owner)]
    if kind == "integer":
        return max(schema.get("minimum", 1), min(1, schema.get("maximum", 1)))
    if kind == "object":
        inner = schema.get("additionalProperties")
        return {"EUR": 4310} if isinstance(inner, dict) and inner.get("type") == "integer" else {}
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE.get(kind or ""))


def _parts(schema: Schema) -> list[Schema]:
    return [*schema.get("allOf", ()), *schema.get("oneOf", ())]


def _fits(value: Any, schema: Schema) -> bool:
    if value is None:
        return bool(schema.get("nullable"))
    kinds = {"string": str, "integer": int, "array": list, "object": dict}
    fits = isinstance(value, kinds.get(schema.get("type", ""), ())) and not isinstance(value, bool)
    return fits and len(str(value)) <= schema.get("maxLength", 10_000) and _is_of(schema.get("format"), value)


def _is_of(form: str | None, value: Any) -> bool:
    return form not in _BY_FORMAT or (form in ("email",) and "@" in str(value)) or form in ("date", "time")


def _reference(owner: str) -> str:
    prefix = next((code for word, code in _PREFIXES.items() if owner.startswith(word)), "RF")
    return f"{prefix}-2026-000123"
