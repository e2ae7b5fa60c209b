"""Papers that go out, and documents that come in. Whatever is hard to trust is done in a child process.

Papers are templates printed to PDF. Documents are read by content and name, drawn anew where they are pictures, and
never sent back to a browser as a page.
"""
