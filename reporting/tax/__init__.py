"""Tax that sales brought and refunds give back, by country and rate, derived from lines and ledger."""
