from tests.browser.conftest import NARROW, WIDE, seat_of
from customers.models import ApiKey
from axe_playwright_python.sync_playwright import Axe
PATHS=["/staff/people/","PERSON","/staff/people/limits/","/staff/keys/","/accounts/sessions/","/accounts/second-factor/","/accounts/second-factor/totp/activate/","/accounts/second-factor/webauthn/add/","/accounts/password/change/","/accounts/second-factor/webauthn/","/accounts/reauthenticate/","/accounts/login/","/accounts/password/reset/"]
def test_look(window, ida, boris, ana, lena, settings, passwords):
    settings.STEP_UP=False
    passwords(ida, boris)
    ApiKey.objects.create_key(name="Shop", owner=ana, scopes=["refunds:read","refunds:write"])
    from customers.actors import Actor
    from refunds.actions.people import change_roles
    from refunds.actions.invite_person import invite_person
    change_roles(actor=Actor.user(ida), person_id=boris.pk, roles=["approver","auditor"])
    invite_person(actor=Actor.user(ida), email="noor@shop.example", first_name="Noor", roles=["agent"])
    for vp,scheme in ((WIDE,"light"),(NARROW,"dark")):
        page = window(viewport=vp, color_scheme=scheme)
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(ida.email); page.get_by_label("Password").fill("a-lamp-for-the-desk")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/staff/")
        for i,p in enumerate(PATHS):
            if p in ("/accounts/login/","/accounts/password/reset/"):
                page.context.clear_cookies()
            page.goto(f"/staff/people/{boris.pk}/" if p=="PERSON" else p)
            page.screenshot(path=f"/tmp/door/{vp['width']}-{i}.png", full_page=True)
            found = Axe().run(page).response["violations"]
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            print(vp["width"], p, "over", over, [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found])
