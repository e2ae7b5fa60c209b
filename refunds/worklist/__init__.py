"""The work list: which refunds a person looks at, in which order, under which name. It only reads."""
