"""The tiles of finance's home page: what there is to choose from, and who has chosen what."""
