"""The groups of the API's operations, by the first word of their address, each with a sentence."""

from __future__ import annotations

GROUPS = {
    "Refunds": ("Ask, read, decide and follow: the life of one refund.", ("refunds", "quotes", "counts", "views")),
    "Withdrawals": (
        "Contracts that customers withdrew from as the law allows, and what the laws say.",
        ("withdrawals", "withdrawal-laws"),
    ),
    "Disputes": ("What customers and their banks want back, and by when it is answered.", ("disputes", "alerts")),
    "Conversations": (
        "What customers and the shop write to each other, and who waits for whom.",
        ("conversations", "ready-answers"),
    ),
    "Plans": ("One request over several payments of an order.", ("plans",)),
    "Bulk": ("One move on many refunds: checked, confirmed once, worked off row by row.", ("bulk-runs",)),
    "Notices": ("What the key's owner should hear of.", ("notices",)),
    "Transfers": (
        "Refunds that leave by bank transfer: files that two people release, and the bank's answers.",
        ("transfers", "transfer-files", "bank-answers"),
    ),
    "Payments": ("What customers paid, what is left of it, and stopping it.", ("payments",)),
    "Customers": ("Who paid the shop.", ("customers",)),
    "Store credit": (
        "What the shop owes customers: set aside for an order, spent, given back, corrected; how long it is good.",
        ("credit-holds", "credit-corrections", "credit-terms"),
    ),
    "Letters": ("What customers were written, and the words of every letter.", ("letters", "texts", "message-rules")),
    "Questions": ("What customers ask the assistant, for chats of the shop and for people.", ("questions",)),
    "Policy": ("The rules that decide: versions, drafts, trials, activation.", ("policy",)),
    "Times": ("How long answers may take, and who gets which case.", ("answer-times", "assignment-rules")),
    "Reports": (
        "Figures, papers and refused acts.",
        (
            "dashboards",
            "figures",
            "network-radar",
            "network-limits",
            "home-tiles",
            "forecast",
            "cash",
            "rates",
            "reporting-currency",
            "statements",
            "statement-batches",
            "credit-notes",
            "legal-entities",
            "refusals",
            "feedback",
        ),
    ),
    "Closing": (
        "Tax, closing of periods, why figures differ from a gateway's, and the monthly pack.",
        ("tax", "closings", "differences-explained", "packs"),
    ),
    "Exports": (
        "Files of what is here, saved, on a schedule and brought to places; journals, and the accounts of the books.",
        (
            "export-subjects",
            "exports",
            "saved-exports",
            "export-places",
            "export-schedules",
            "book-accounts",
            "book-values",
        ),
    ),
    "People": ("Who works here, what they may do, and keys.", ("people", "invitations", "limits", "keys")),
    "Subscriptions": ("Systems of the shop that are told what happens, and what they were told.", ("subscriptions",)),
    "Door": (
        "How the shop shows itself to customers, hands them over, and where the status widget may stand.",
        ("brand", "hand-over-secrets", "widget-origins"),
    ),
    "Gateways": ("The accounts that money leaves through: set up, tested, paused.", ("gateways",)),
    "Reconciliation": (
        "What is true at each gateway: its webhooks, its books beside ours, and every difference.",
        ("webhook-events", "reconciliation", "differences", "settlements"),
    ),
    "Operations": ("How the house is running, and what has come to a stop.", ("operations",)),
}

TAGS = [{"name": name, "description": sentence} for name, (sentence, _words) in GROUPS.items()]
"""For the schema."""

_GROUP_OF = {word: name for name, (_sentence, words) in GROUPS.items() for word in words}


def group_of(path: str) -> str:
    """ "/api/v1/quotes/" is about Refunds. A word that no group has is a KeyError: give it one."""
    return _GROUP_OF[path.removeprefix("/api/v1/").partition("/")[0]]
