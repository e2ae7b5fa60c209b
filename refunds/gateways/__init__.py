"""Adapters to payment gateways: values in, values out; no ORM, no request of ours.

A new gateway is one new file here that sets `GATEWAY` to its class. Contract tests find it and hold it to the
port.
"""
