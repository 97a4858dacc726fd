"""The phone on the screen in a real browser: keys, silence, messages, what comes in; narrow and wide."""

import browser
from screen_phone import PRESSED, TEXTING
from screen_window import line, looks_right, pass_until, press, said, send, take


def test_a_whole_call_by_keys_with_a_repeat_and_a_silence(phone, number, recorded):
    take(phone, number)
    looks_right(phone)
    phone.get_by_role("button", name="Call", exact=True).click()
    said(phone, "For English, press 1.").wait_for()
    pass_until(phone, said(phone, "Para español"))
    assert said(phone, "Para español").get_attribute("lang") == "es-US"
    press(phone, "1", "Statement one.")
    press(phone, "4", "Two. This interaction increased my trust")
    press(phone, "*", "If you strongly disagree, press 1.")
    phone.keyboard.press("5")
    said(phone, "Three.").wait_for()
    pass_until(phone, said(phone, "I did not hear a key."))
    assert phone.locator(".pressed").last.text_content() == "You pressed nothing"
    looks_right(phone)
    for key in "1325":
        press(phone, key)
    press(phone, "4", "Thank you.")
    pass_until(phone, phone.get_by_text("The line hung up"))
    assert phone.get_by_role("status").text_content() == "The call is over."
    response, present = recorded(number)
    assert (response.status, response.channel) == ("complete", "automated_phone")
    assert present.given(response) == PRESSED
    assert present.answers[response.response_id]["effectiveness"].silent == 1


def test_a_call_waits_from_its_last_word_on(phone, number):
    take(phone, number)
    phone.get_by_role("button", name="Call", exact=True).click()
    waiting = phone.get_by_role("status").filter(has_text="Waiting for a key, 8 seconds.")
    pass_until(phone, waiting)
    phone.clock.run_for(6000)
    assert waiting.count() == 1
    phone.clock.run_for(2000)
    phone.get_by_text("You pressed nothing").wait_for()
    phone.get_by_role("button", name="Hang up").click()


def test_hanging_up_stops_the_words_and_ends_the_call(phone, number, recorded):
    take(phone, number)
    phone.get_by_role("button", name="Call", exact=True).click()
    said(phone, "For English, press 1.").wait_for()
    press(phone, "1", "Statement one.")
    press(phone, "5", "Two.")
    phone.get_by_role("button", name="Hang up").click()
    phone.get_by_text("You hung up").wait_for()
    response, present = recorded(number)
    assert response.status == "broken_off"
    assert present.given(response) == {"satisfaction": "5"}


def test_leaving_the_page_hangs_up(phone, number, recorded):
    take(phone, number)
    phone.get_by_role("button", name="Call", exact=True).click()
    said(phone, "For English, press 1.").wait_for()
    press(phone, "1", "Statement one.")
    phone.goto("about:blank")
    response, _ = recorded(number)
    assert response.status == "broken_off"


def test_a_whole_text_conversation(phone, number, recorded):
    take(phone, number)
    send(phone, "SURVEY", "1 of 8")
    for place, body in enumerate("4513254", start=2):
        send(phone, body, f"{place} of 8")
    send(phone, "The agent was kind.", "Thank you.")
    looks_right(phone)
    assert phone.locator("#texts .mine").count() == 9
    response, present = recorded(number)
    assert (response.status, response.channel) == ("complete", "sms_text_messages")
    assert present.given(response)["comment"] == "The agent was kind."


def test_an_invitation_arrives_in_the_thread_of_its_line_and_can_be_answered(phone, number, reported, recorded):
    take(phone, number)
    reported(number, "texting")
    pass_until(phone, line(phone, TEXTING).get_by_text("1 new"))
    looks_right(phone)
    line(phone, TEXTING).click()
    assert line(phone, TEXTING).get_by_text("1 new").count() == 0
    assert "1 of 8" in phone.locator("#texts .theirs").text_content()
    send(phone, "4", "2 of 8")
    send(phone, "STOP", "")


def test_an_invitation_by_call_rings_and_is_answered(phone, number, reported, recorded):
    take(phone, number)
    reported(number, "calling")
    pass_until(phone, phone.get_by_role("button", name="Answer"))
    assert phone.get_by_role("alert").filter(has_text="Calling Line is calling").count() == 1
    assert phone.title() == "Incoming call | Phone | Aftercall"
    looks_right(phone)
    phone.get_by_role("button", name="Answer").click()
    said(phone, "Benefits Help Line").wait_for()
    press(phone, "4", "Two.")
    phone.get_by_role("button", name="Hang up").click()
    response, _ = recorded(number)
    assert (response.entry, response.status) == ("invited_call", "broken_off")


def test_a_call_that_is_declined_rings_no_more(phone, number, reported):
    take(phone, number)
    reported(number, "calling")
    pass_until(phone, phone.get_by_role("button", name="Decline"))
    phone.get_by_role("button", name="Decline").click()
    phone.get_by_role("button", name="Call", exact=True).wait_for()
    assert phone.title() == "Phone | Aftercall"


def test_all_of_the_phone_can_be_reached_by_keyboard(phone):
    reached = []
    for _ in range(40):
        phone.keyboard.press("Tab")
        reached.append(phone.evaluate("() => document.activeElement.id || document.activeElement.dataset.key || ''"))
    assert {"number", "call", "body", *"1234567890*#"} <= set(reached)


def test_what_is_typed_as_a_message_is_no_key(phone, number):
    take(phone, number)
    phone.get_by_role("button", name="Call", exact=True).click()
    said(phone, "For English, press 1.").wait_for()
    phone.get_by_label("Message", exact=True).press_sequentially("12")
    assert phone.locator(".pressed").count() == 0
    phone.get_by_role("button", name="Hang up").click()


def test_without_javascript_the_page_says_what_it_needs(chromium, service):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{service.url}/phone")
    assert page.locator("main").inner_text().startswith("This page needs JavaScript")
    assert not page.locator("#app").is_visible()
    context.close()


def test_another_thread_can_be_read_during_a_call_which_goes_on(phone, number):
    take(phone, number)
    phone.get_by_role("button", name="Call", exact=True).click()
    said(phone, "For English, press 1.").wait_for()
    line(phone, TEXTING).click()
    assert TEXTING in phone.locator("#thread-with").text_content()
    looks_right(phone)
    press(phone, "1", "Statement one.")
    phone.get_by_role("button", name="Hang up").click()


def test_a_page_that_nobody_sees_looks_for_nothing(phone, number):
    take(phone, number)
    asked = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.evaluate("""() => {
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    phone.clock.run_for(60_000)
    assert asked == []
    with phone.expect_request(lambda request: "/phone/events" in request.url):
        phone.evaluate("""() => {
            delete document.hidden;
            document.dispatchEvent(new Event("visibilitychange"));
        }""")


def test_the_number_stays_with_its_tab_and_another_tab_has_its_own(chromium, service, number):
    with browser.window(chromium, service.url) as one, browser.window(chromium, service.url) as other:
        for page in (one, other):
            page.goto("/phone")
        mine = one.get_by_label("My number").input_value()
        assert mine != other.get_by_label("My number").input_value()
        one.reload()
        assert one.get_by_label("My number").input_value() == mine
        one.get_by_label("My number").select_option("A new number")
        assert one.get_by_label("My number").input_value() not in {mine, "new"}
