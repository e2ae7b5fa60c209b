"""Writing to people: letters are kept as written, then delivered over a channel with every try on record."""
