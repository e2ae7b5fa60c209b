"""Who was paid back, month by month, counted by the worker."""
