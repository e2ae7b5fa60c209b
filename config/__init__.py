"""Wiring only: settings, site map, queue, engines. Imports every room and is imported by none."""

import os

# Forecasts solve thousands of small systems: threads of the algebra library wait for each other there and count nothing
# (a shop that takes one thread 5 seconds took two 130 beside other work). It reads this when numpy is first loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
