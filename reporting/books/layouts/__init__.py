"""The layouts of bookkeeping programs, one module each."""
