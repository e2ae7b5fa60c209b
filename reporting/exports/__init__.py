"""Exports: what can be taken out (subjects), in which shape (writers).

The database formats the rows and streams them by COPY; a worker puts them into a file piece by piece, so that neither
the worker nor the web process grows with the number of rows. How a value is written is
decided in `cells` and `columns`, what text may hold in customers.sheets.
"""
