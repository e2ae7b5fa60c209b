"""Telling the shop's own systems what happened: what is told, in which words, signed how, and over which line."""
