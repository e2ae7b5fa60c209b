"""`python -m tests.bench`: how fast the house is, each figure beside a yardstick measured in the same run."""
