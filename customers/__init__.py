"""People, their payments, holds and credit, and what we tell them. Knows no other room."""
