"""Fight or accept: the chance by our own history, what an answer costs, and what either way is worth. It only reads."""
