"""What became of disputes: counted by the worker, shown by the page, and what repeats in them. It moves no case."""
