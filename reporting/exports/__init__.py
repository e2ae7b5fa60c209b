"""Exports: what can be taken out (subjects), in which shape (writers).

The database formats the rows and streams them by COPY; a worker puts them into a file piece by piece, so that neither
the worker nor the web process grows with the number of rows. What may be in a cell is decided in one place, `cells`.
"""
