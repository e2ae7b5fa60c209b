"""Customers and payments over HTTP, and what every endpoint of every room stands on."""
