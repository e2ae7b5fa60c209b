"""Exchange rates as data: the ECB's file, what people and systems set."""
