"""python -m config.new_gateway NAME"""

from __future__ import annotations

import sys

from config.new_gateway import ROOT, NameRefused, write_gateway


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("Say how the gateway is called: make new-gateway NAME=example", file=sys.stderr)
        return 2
    (name,) = arguments
    try:
        written = write_gateway(name)
    except NameRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print("\n".join(f"wrote {path.relative_to(ROOT)}" for path in written))
    print(f'\nNow they are red: make test ARGS="tests/contracts tests/refunds/gateways -k {name}"')
    print('CONTRIBUTING.md, "A gateway, from empty to done", says in which order they turn green.')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
