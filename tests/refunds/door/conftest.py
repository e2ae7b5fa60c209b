"""Programs of the shop beside its people."""
