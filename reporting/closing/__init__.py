"""Closing of periods: what is checked, what is frozen, and the guard that keeps a closed period as it is."""
