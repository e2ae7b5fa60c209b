"""The packet: all of an answer on paper, as its reader gets it. Values in, bytes out; a child process binds it."""
