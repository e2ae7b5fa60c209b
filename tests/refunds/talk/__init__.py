"""Conversations on a case: by page, by API and by mail."""
