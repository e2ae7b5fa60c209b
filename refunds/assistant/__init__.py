"""The assistant of the portal: finds what a question means, and answers from the case and the policy, nothing else.

`intents/` holds one file for each thing that people ask, with examples in every language; `search` compares a question
with them; `answers/` builds each answer out of our own texts and the facts of the case. No sentence is made up.
"""
