"""Pictures of every page of the running demo, wide and narrow, light and dark, for people to look at.

python -m tests.browser.look [address] writes them to ./var/pictures; `make look` does the same.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

os.environ["RECOURSE_ENV"] = "demo"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import django

django.setup()

from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from config.install import BROWSERS  # noqa: E402
from customers.models import Customer, User  # noqa: E402
from customers.portal.links import make_link  # noqa: E402
from tests.browser import pages  # noqa: E402

ADDRESS = "http://localhost:8000"
FOLDER = Path("var/pictures")
LOOKS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]
TALLEST = 2400

Visit = tuple[str, dict[str, str], str]
"""Name of the picture, cookies of who looks, path."""


def main() -> int:
    address = sys.argv[1] if len(sys.argv) > 1 else ADDRESS
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None or not _answers(address):
        print(f"This needs {BROWSERS[0]}, and a demo that answers at {address}.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    visits = every_visit()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for width, scheme in LOOKS:
            take_pictures(browser, address, visits, width, scheme)
            print(f"{len(visits)} pages at {width}, {scheme}")
    print(f"The pictures are in {FOLDER}.")
    return 0


def every_visit() -> list[Visit]:
    """Everything there is to look at, each page with somebody who may see it."""
    people = ("boris", "lena", "fatima", "marta", "ida")
    boris, lena, fatima, marta, ida = (_cookies(_seated(User.objects.get(email__startswith=name))) for name in people)
    visits = [(f"door{_name(path)}", {}, path) for path in pages.BEFORE_THE_DOOR]
    visits += [(f"desk{_name(path)}", boris, path) for path in pages.desk_pages()]
    visits += [(f"finance{_name(path)}", fatima, path) for path in pages.finance_pages()]
    visits += [(f"policy{_name(path)}", marta, path) for path in pages.policy_pages()]
    visits += [(f"lead{_name(path)}", lena, path) for path in pages.lead_pages()]
    visits += [(f"house{_name(path)}", ida, path) for path in (*pages.house_pages(), *pages.operations_pages())]
    visits += [(f"own{_name(path)}", boris, path) for path in pages.OWN_PAGES]
    visits += [(f"portal{_name(path)}", _cookies(_let_in(who)), path) for who, path in pages.portal_pages()]
    return visits


def take_pictures(browser: Browser, address: str, visits: list[Visit], width: int, scheme: str) -> None:
    for name, cookies, path in visits:
        context = browser.new_context(
            base_url=address,
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": key, "value": value, "url": address} for key, value in cookies.items()])
        page = context.new_page()
        page.goto(path)
        page.wait_for_timeout(150)  # what is fetched when the page has loaded
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        page.set_viewport_size({"width": width, "height": max(height, 900)})
        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png")
        context.close()


def _seated(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _let_in(customer: Customer) -> Client:
    client = Client()
    client.post(f"/portal/link/{make_link(customer)}/")
    return client


def _cookies(client: Client) -> dict[str, str]:
    return {name: cookie.value for name, cookie in client.cookies.items() if name == "recourse"}


def _name(path: str) -> str:
    return path.rstrip("/").replace("/", "-").replace("?", "-").replace("=", "-") or "-home"


def _answers(address: str) -> bool:
    try:
        urlopen(f"{address}/healthz", timeout=5)
    except HTTPError:
        return True
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
