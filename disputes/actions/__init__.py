"""What people and gateways do to disputes."""
