"""Numbers and machinery over HTTP."""
