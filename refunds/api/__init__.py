"""Refunds over HTTP: every move that a person can make, through the same actions; and the door for gateways."""
