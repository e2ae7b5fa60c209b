"""A gateway to practise with: it keeps its own books, forgets nothing we kill, and misbehaves on request.

`remote` is the simulated gateway, `adapter` our side of the wire, `console` what its owner can do to it.
"""

from refunds.gateways.sandbox.adapter import Sandbox

GATEWAY = Sandbox
