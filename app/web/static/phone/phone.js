// The page of the phone: numbers and lines, keypad, transcript, messages, and what comes in.

import { events, post, Refused } from "./api.js";
import { Call } from "./call.js";
import { hasVoices, whenVoicesChange } from "./speech.js";
import { Thread } from "./thread.js";

const EVERY = 2000; // milliseconds between two looks for what came in
const at = (id) => document.getElementById(id);
const thread = new Thread();
let call = null;
let ring = null;
let looking = 0;

// Numbers and lines

function number() {
  return at("number").value || at("typed").value.replace(/[^+\d]/g, "");
}

function line() {
  return document.querySelector("input[name=line]:checked");
}

function chooseNumber() {
  if (at("number").value === "new") {
    setOwn(`+1202555${1000 + Math.floor(Math.random() * 9000)}`);
  }
  at("other").hidden = at("number").value !== "";
  at("typed-wrong").textContent = "";
  sessionStorage.setItem("phone.number", number());
  thread.clear();
  showRing(null);
  chooseLine();
  look();
}

function chooseLine() {
  const chosen = line();
  thread.show(chosen.value);
  showUnread();
  at("thread-with").textContent = `Between ${number() || "no number"} and ${chosen.dataset.program}, ${chosen.value}`;
  at("call").disabled = !call && !chosen.dataset.voice;
  at("body").disabled = !chosen.dataset.text;
}

function showUnread() {
  for (const input of document.querySelectorAll("input[name=line]")) {
    const count = thread.unread(input.value);
    const badge = input.closest("label").querySelector(".unread");
    badge.textContent = `${count} new`;
    badge.hidden = count === 0;
  }
}

function setOwn(given) {
  at("number").options[0].value = given;
  at("number").options[0].textContent = given;
  at("number").value = given;
}

function restoreNumber() {
  const kept = sessionStorage.getItem("phone.number");
  if (kept) {
    at("number").value = kept;
    if (at("number").value !== kept) {
      setOwn(kept);
    }
  }
}

// Calls

function programOf(given) {
  return [...document.querySelectorAll("input[name=line]")].find((input) => input.value === given)?.dataset.program ?? given;
}

function entry(kind, words, language = "en") {
  const item = document.createElement("li");
  item.className = kind;
  item.lang = language;
  item.textContent = words;
  at("transcript").append(item);
  // A long entry is seen from its first word.
  at("transcript").parentElement.scrollTop = item.offsetTop - at("transcript").offsetTop;
}

const STATES = { speaking: "On the line: speaking.", answering: "On the line." };

const shown = {
  aloud: () => at("voice").checked,
  said: (words, language) => entry("said", words, language),
  pressed: (key) => entry("pressed", `You pressed ${key}`),
  silent: () => entry("pressed", "You pressed nothing"),
  state: (name) => { at("state").textContent = STATES[name]; },
  listens: (is) => { at("say").hidden = !is; },
  waits: (seconds) => {
    for (const running of at("bar").getAnimations()) {
      running.cancel();
    }
    if (seconds) {
      at("state").textContent = `Waiting for a key, ${seconds} seconds.`;
      at("bar").animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], seconds * 1000);
    }
  },
  ended: (byMe, fault) => {
    entry("ended", fault ? `The call broke down: ${fault}` : byMe ? "You hung up" : "The line hung up");
    at("state").textContent = "The call is over.";
    at("say").hidden = true;
    call = null;
    showCall();
  },
};

function showCall() {
  at("call").textContent = call ? "Hang up" : "Call";
  at("call").className = call ? "end" : "call";
  at("who").toggleAttribute("inert", Boolean(call));
  chooseLine();
}

function hold(begin, words) {
  at("transcript").replaceChildren();
  entry("ended", words);
  at("state").textContent = "Calling…";
  call = new Call(shown);
  showRing(null);
  showCall();
  call.hold(begin);
}

function dial() {
  const [mine, chosen] = [number(), line()];
  hold(() => post("/phone/calls", { number: mine, line: chosen.value }), `${mine} calls ${chosen.dataset.program}`);
}

function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  button.animate([{ transform: "scale(.94)" }, { transform: "scale(1)" }], 150);
  call?.press(key);
}

// What comes in

function showRing(found) {
  ring = call ? null : found;
  for (const id of ["ringing", "ring-keys"]) {
    at(id).hidden = !ring;
  }
  const words = ring ? `${programOf(ring.line)} is calling ${number()}` : "";
  if (at("ringing").textContent !== words) {
    at("ringing").textContent = words;
  }
  at("call").hidden = Boolean(ring);
  document.title = `${ring ? "Incoming call | " : ""}Phone | Aftercall`;
}

function answer() {
  const [taken, mine] = [ring, number()];
  hold(() => post(`/phone/calls/${taken.call}/answer`, { number: mine }), `${programOf(taken.line)} calls ${mine}`);
}

function decline() {
  const taken = ring;
  showRing(null);
  post(`/phone/calls/${taken.call}/decline`, { number: number() }).catch(ignoreRefusal);
}

function ignoreRefusal(error) {
  if (!(error instanceof Refused)) {
    throw error;
  }
}

/** Look for what came in, and again after a while, as long as the page is seen. */
async function look() {
  const mine = number();
  const turn = ++looking;
  clearTimeout(look.timer);
  if (document.hidden || !mine) {
    return;
  }
  try {
    const { texts, rings } = await events(mine, thread.last);
    if (turn !== looking) {
      return;
    }
    at("typed-wrong").textContent = "";
    thread.take(texts, line().value);
    showUnread();
    showRing(rings[0] ?? null);
  } catch (error) {
    ignoreRefusal(error);
    at("typed-wrong").textContent = error.message;
  }
  if (turn === looking) {
    look.timer = setTimeout(look, EVERY);
  }
}

async function send(event) {
  event.preventDefault();
  const body = at("body").value;
  at("body").value = "";
  if (!await thread.send(number(), line().value, body)) {
    at("body").value = body;
  }
  await look();
}

// Wiring

function showVoices() {
  const has = hasVoices();
  at("voice").disabled = !has;
  at("voice").checked = has && sessionStorage.getItem("phone.voice") !== "off";
  at("voice-note").textContent = has ? "" : "This browser has no voices: the words are shown, and take their time.";
}

function begin() {
  restoreNumber();
  showVoices();
  whenVoicesChange(showVoices);
  at("app").hidden = false;
  at("number").addEventListener("change", chooseNumber);
  at("typed").addEventListener("change", chooseNumber);
  at("voice").addEventListener("change", () => sessionStorage.setItem("phone.voice", at("voice").checked ? "on" : "off"));
  at("setup").addEventListener("submit", (event) => event.preventDefault());
  for (const input of document.querySelectorAll("input[name=line]")) {
    input.addEventListener("change", chooseLine);
  }
  at("call").addEventListener("click", () => (call ? call.hangUp() : dial()));
  at("answer").addEventListener("click", answer);
  at("decline").addEventListener("click", decline);
  at("keys").addEventListener("click", (event) => {
    const button = event.target.closest("[data-key]");
    if (button) {
      press(button.dataset.key);
    }
  });
  at("say").addEventListener("submit", (event) => {
    event.preventDefault();
    call?.speak(at("spoken").value);
    at("spoken").value = "";
  });
  at("compose").addEventListener("submit", send);
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=radio], [type=checkbox]), select");
    if (/^[0-9*#]$/.test(event.key) && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
      press(event.key);
    }
  });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => call?.leave());
  chooseNumber();
}

begin();
