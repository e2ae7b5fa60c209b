"""The catalogue of reasons, one a file: what wins, what the networks ask, what goes wrong. Found by walking."""
