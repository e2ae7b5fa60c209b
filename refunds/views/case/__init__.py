"""The panels of a case, each with what its template shows. A panel is a function from the refund to its values."""
