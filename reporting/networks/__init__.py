"""How near the shop is to the limits of the card networks: counted by the worker, projected to the month's end."""
