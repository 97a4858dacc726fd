"""The phone speaks with the voices of the browser, where it has some and they are wanted."""

import browser
from screen_window import press, said, take

VOICES = """
window.spoken = [];
const voices = [{ lang: "es_MX", name: "Paula" }, { lang: "en-GB", name: "Alan" }, { lang: "en-US", name: "Joan" }];
class Utterance { constructor(words) { this.words = words; } }
let speaking = null;
const synthesis = {
  getVoices: () => voices,
  addEventListener: () => {},
  speak: (one) => { speaking = one; window.spoken.push(`${one.voice.name}: ${one.words.trim()}`); },
  cancel: () => { window.spoken.push("cancelled"); const cut = speaking; speaking = null; cut?.onend(); },
};
window.finishWord = () => { const done = speaking; speaking = null; done.onend(); };
Object.defineProperty(window, "speechSynthesis", { value: synthesis });
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
"""
"""A browser that has voices, which say nothing and take as long as a test wants."""


def spoken(phone, count):
    """What the voices were given, once it is so many."""
    phone.wait_for_function("(count) => window.spoken.length >= count", arg=count)
    return phone.evaluate("() => window.spoken")


def test_a_browser_with_voices_speaks_sentence_by_sentence_in_the_language_and_a_key_cuts_it_short(
    chromium, service, number
):
    with browser.window(chromium, service.url) as phone:
        phone.add_init_script(VOICES)
        phone.goto("/phone")
        take(phone, number)
        assert phone.get_by_label("Speak the words aloud").is_checked()
        phone.get_by_role("button", name="Call", exact=True).click()
        assert spoken(phone, 1) == ["Joan: For English, press 1."]
        phone.evaluate("() => window.finishWord()")
        assert spoken(phone, 2)[1] == "Paula: Para español, oprima el 2."
        press(phone, "1", "Statement one.")
        assert spoken(phone, 4)[2] == "cancelled"
        phone.get_by_role("button", name="Hang up").click()
        assert spoken(phone, 5)[-1] == "cancelled"


def test_the_voice_can_be_switched_off_for_good(chromium, service, number):
    with browser.window(chromium, service.url) as phone:
        phone.add_init_script(VOICES)
        phone.goto("/phone")
        take(phone, number)
        phone.get_by_label("Speak the words aloud").uncheck()
        phone.reload()
        assert not phone.get_by_label("Speak the words aloud").is_checked()
        phone.get_by_role("button", name="Call", exact=True).click()
        said(phone, "For English, press 1.").wait_for()
        assert phone.evaluate("() => window.spoken") == []
        phone.get_by_role("button", name="Hang up").click()


def test_without_voices_the_page_says_so(phone):
    assert phone.get_by_label("Speak the words aloud").is_disabled()
    assert phone.get_by_text("This browser has no voices").count() == 1
