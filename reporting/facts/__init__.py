"""Finance's figures: one layer that pages, papers, exports and the API read.

A figure is a measure (refunded, requests ...) of a slice (days of the shop, and which account, reason ...), told apart
by dimensions. Each source of `sources/` says in SQL which single things a measure is made of; sums are kept in tables
by the worker and read from there. What is not summed up yet is read from the single things themselves.
"""
