"""Refunds by the month of their purchase and by customer, counted month by month by the worker."""
