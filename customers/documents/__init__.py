"""Papers: templates printed to PDF by a child process that reaches neither the network nor our files."""
