"""Exports, journals and where they go."""
