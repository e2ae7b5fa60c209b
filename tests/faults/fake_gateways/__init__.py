"""Stripe, PayPal and Adyen in one program that runs here: their wires, their faults, and books that tell the truth.

Run as `python -m tests.faults.fake_gateways --port 0 --ledger FILE.sqlite --seed N`; `running` starts it from Python.
It asks nothing of the code that it is there to test, so that its ledger may judge it.
"""
