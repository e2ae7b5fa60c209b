"""Tax that sales brought and refunds give back, by country and rate. Derived from lines and ledger; nothing is stored."""
