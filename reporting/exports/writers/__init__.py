"""The shapes of files, one module each."""
