"""Work that follows a commit: written with the decision, leased by workers, never lost with the broker."""
