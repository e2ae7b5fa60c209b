"""Double-entry bookkeeping of refunds: accounts, posting, balances."""
