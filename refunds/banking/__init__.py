"""What a bank reads and writes: account numbers, payment files, answers. Values in, values out; no ORM, no request."""
