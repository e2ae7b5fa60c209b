"""What gateways tell us: verified, stored raw, answered, and only then worked off."""
