#!/usr/bin/env python
"""The command line of Recourse."""

import sys

from config.startup import prepare


def main() -> None:
    prepare()
    from django.core.management import execute_from_command_line

    import config.celery  # noqa: F401  what a command publishes goes through our queue

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
