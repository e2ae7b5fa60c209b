"""Before a dispute: alerts of the card networks' programs and fraud warnings, and whether to pay back now or wait."""
