"""Credit notes: what they say, their numbers, their paper and the same as an e-invoice. Written by refunds.actions."""
