"""One rule a file. A new rule is one new file that sets `RULE`; nothing else has to know of it."""
