"""What can be exported, one module each."""
