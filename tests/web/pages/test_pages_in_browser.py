"""The pages as Chromium shows them: nothing in the console, nothing that axe finds, nothing wider than the window."""

import pyotp
import pytest
from browser import WIDTHS, overflows, violations, window
from pages_served import fill_in, served, sign_in
from site_pages import PASSWORD

PAGES = (
    "/",
    "/overview",
    "/account",
    "/account/password",
    "/account/second-factor",
    "/people",
    "/people/new",
    "/audit",
)


@pytest.fixture
def address(site):
    """Where the pages are served."""
    with served(site.app) as address:
        yield address


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_sound_at_each_width(site, address, chromium, width):
    site.person()
    with window(chromium, address, width) as page:
        for path in ("/", "/sign-in", "/sign-in/forgotten"):
            page.goto(path)
            assert (path, violations(page), overflows(page)) == (path, {}, False)
        sign_in(page)
        for path in PAGES:
            page.goto(path)
            assert (path, violations(page), overflows(page)) == (path, {}, False)


def test_the_second_factor_is_set_up_and_asked_for(site, address, chromium):
    site.person()
    with window(chromium, address) as page:
        fill_in(page)
        page.goto("/account/second-factor")
        secret = page.locator("main code").inner_text().replace(" ", "")
        page.get_by_label("Six digits").fill(pyotp.TOTP(secret).at(site.moment))
        page.get_by_role("button", name="Set up").click()
        assert page.locator(".codes li").count() == 10
        page.get_by_role("button", name="Sign out").click()
        site.now += 60
        fill_in(page)
        page.get_by_label("Code of your authenticator app").fill(pyotp.TOTP(secret).at(site.moment))
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{address}/")
        assert "You are signed in as ann@agency.gov" in page.locator("main").inner_text()


def test_three_wrong_passwords_lock_the_account(site, address, chromium):
    site.person()
    page = chromium.new_page(base_url=address)
    for _ in range(3):
        fill_in(page, password="wrong")
    fill_in(page)
    assert "locked" in page.get_by_role("alert").inner_text()
    page.close()


def test_who_does_nothing_is_warned_and_then_signed_out(site, address, chromium):
    site.person()
    with window(chromium, address) as page:
        page.clock.install()
        fill_in(page)
        page.goto("/account")

        def pass_by(seconds):
            site.now += seconds
            page.clock.run_for(seconds * 1000)

        pass_by(12 * 60)
        assert not page.get_by_role("dialog").is_visible()
        pass_by(90)
        dialog = page.get_by_role("dialog")
        dialog.wait_for()
        assert violations(page) == {}
        page.get_by_role("button", name="Stay signed in").click()
        dialog.wait_for(state="hidden")
        pass_by(13 * 60 + 30)
        dialog.wait_for()
        pass_by(100)
        page.wait_for_url(f"{address}/sign-in?left=idle")
        assert "nothing was done for a while" in page.locator("main").inner_text()


def test_a_slow_answer_is_waited_for_and_the_page_is_left_once(site, address, chromium):
    site.person()
    asked = []
    with window(chromium, address) as page:
        page.clock.install()
        fill_in(page)
        page.goto("/account")
        page.route("**/sign-in/left", lambda route: asked.append(route))  # noqa: PLW0108 -- Playwright takes no built-in
        site.now += 16 * 60
        page.clock.run_for(16 * 60 * 1000)
        page.get_by_role("dialog").wait_for()
        assert len(asked) == 1
        asked[0].continue_()
        page.wait_for_url(f"{address}/sign-in?left=idle")


def test_it_works_without_script_and_by_keyboard_alone(site, address, chromium):
    site.person()
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("ann@agency.gov")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto("/overview")
    page.get_by_text("Filters and days").click()
    page.get_by_label("Line").select_option("demo-tapped")
    page.get_by_role("button", name="Show").click()
    assert "line=demo-tapped" in page.url
    context.close()
