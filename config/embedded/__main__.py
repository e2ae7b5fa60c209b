"""python -m config.embedded start | stop | status | env"""

from __future__ import annotations

import argparse

from config.embedded import default_engines


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description="The embedded engines.")
    parser.add_argument("command", choices=["start", "stop", "status", "env"])
    command = parser.parse_args().command
    engines = default_engines()
    if command == "start":
        engines.start()
    if command == "stop":
        engines.stop()
    if command in ("start", "env"):
        print("\n".join(f"{name}={url}" for name, url in engines.addresses().items()))
    if command == "status":
        up = engines.status()
        print("\n".join(f"{name}: {'up' if running else 'down'}" for name, running in up.items()))
        return 0 if all(up.values()) else 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
