"""The inbox: which disputes a person looks at, in which order, under which name. It only reads."""
