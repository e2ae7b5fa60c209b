"""How fast and how much goes to a gateway account, and when nothing does: decided before a refund is claimed.

All processes count together in Valkey. While it is away each counts for itself: what cannot be counted blocks nobody.
"""
