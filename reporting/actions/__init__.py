"""What reporting does for a person: it orders papers and prints them."""
