"""Documents that come in."""
