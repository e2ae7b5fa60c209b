"""Disputes: a second kind of case on the same engine. A dispute may block or cause a refund, never the other way."""
