"""What a customer sees of disputes."""
