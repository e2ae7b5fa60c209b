"""Journals for bookkeeping programs: the ledger's entries under the accounts that the shop's books have for them."""
