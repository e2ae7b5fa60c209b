"""The engine: one refund from the request through policy, approval, outbox and gateway to the settled money."""
