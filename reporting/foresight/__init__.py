"""What forecasts are made of and how they are told: figures into arrays, and what was found into words and drawings."""
