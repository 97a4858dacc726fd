"""What a person does with the phone on the screen, in a window whose time is the test's to pass."""

from __future__ import annotations

import browser

SAID = "#transcript .said"


def take(phone, number):
    """Give the phone a number of its own."""
    phone.get_by_label("My number").select_option("Another number…")
    typed = phone.get_by_label("Another number, with country code")
    typed.fill(number)
    with phone.expect_response(lambda answer: "/phone/events" in answer.url):
        typed.press("Enter")


def pass_until(phone, locator, seconds=120):
    """Let the page's time pass, a second at a time, until it shows something."""
    for _ in range(seconds):
        if locator.count():
            return
        phone.clock.run_for(1000)
        # What the page asked of the service meanwhile is answered in the world's time.
        phone.wait_for_load_state("networkidle")
    locator.wait_for(timeout=5000)


def said(phone, words):
    return phone.locator(SAID).filter(has_text=words)


def press(phone, key, then=""):
    """Press a key of the keypad, and wait until something more is said."""
    before = phone.locator(SAID).count()
    phone.locator(f'[data-key="{key}"]').click()
    phone.locator(SAID).nth(before).wait_for()
    assert then in phone.locator(SAID).nth(before).text_content()


def looks_right(phone):
    assert browser.violations(phone) == {}
    assert not browser.overflows(phone)


def send(phone, body, then):
    """Send a message, and wait for the reply."""
    phone.get_by_label("Message", exact=True).fill(body)
    phone.get_by_role("button", name="Send").click()
    phone.locator("#texts .theirs").filter(has_text=then).last.wait_for()


def line(phone, number):
    return phone.locator(f'label:has(input[value="{number}"])')
