"""Bank transfers: the account from the customer, the file that two people release, the bank's answer."""
