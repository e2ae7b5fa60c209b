"""How a customer comes in without a password: by a link that works once, or by order number and mail address."""
