"""Wiring only: settings, site map, queue, engines. Imports every room and is imported by none."""
