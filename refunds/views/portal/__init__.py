"""What a customer sees and does about refunds."""
