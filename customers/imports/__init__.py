"""Payments from outside: read row by row, checked once, written in bulk, never twice."""
