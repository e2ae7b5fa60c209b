"""What wins a dispute and what we have of it: values in, values out. Knows no request, and no row of the database."""
