"""The mathematics of what is to come: arrays in, values out; no table and no page is known here.

Weeks are columns, oldest first; amounts are minor units of one currency. numpy, statsmodels and ruptures are loaded
with these modules, so only what runs in a worker may import them, and only inside its functions.
"""
