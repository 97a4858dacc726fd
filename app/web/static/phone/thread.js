// The messages between this number and the lines, one thread a line; those of other lines are counted as unread.

import { post, Refused } from "./api.js";

const list = document.getElementById("texts");
const wrong = document.getElementById("text-wrong");

export class Thread {
  #texts = [];
  #unread = new Map();
  #begun = false;
  last = "0";

  /** Begin again for another number. */
  clear() {
    this.#texts = [];
    this.#unread.clear();
    this.#begun = false;
    this.last = "0";
    this.show(null);
  }

  /** Take texts that came, and show those of the line that is looked at. What was there at first is not unread. */
  take(texts, line) {
    for (const text of texts) {
      this.#texts.push(text);
      this.last = text.id;
      if (text.line === line) {
        list.append(bubble(text));
      } else if (!text.mine && this.#begun) {
        this.#unread.set(text.line, this.unread(text.line) + 1);
      }
    }
    this.#begun = true;
    if (texts.length) {
      list.parentElement.scrollTop = list.scrollHeight;
    }
  }

  /** Show the thread of a line. */
  show(line) {
    this.#unread.delete(line);
    list.replaceChildren(...this.#texts.filter((text) => text.line === line).map(bubble));
    list.parentElement.scrollTop = list.scrollHeight;
    wrong.textContent = "";
  }

  unread(line) {
    return this.#unread.get(line) ?? 0;
  }

  /** Send a text; whether it was taken. */
  async send(number, line, body) {
    wrong.textContent = "";
    try {
      await post("/phone/texts", { number, line, body });
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      wrong.textContent = error.message;
      return false;
    }
  }
}

function bubble({ mine, body, at, segments }) {
  const item = document.createElement("li");
  const words = document.createElement("p");
  const about = document.createElement("p");
  item.className = mine ? "mine" : "theirs";
  words.className = "words";
  words.textContent = body;
  about.className = "small";
  const time = new Date(at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  about.textContent = `${mine ? "You" : "Line"}, ${time}${mine ? "" : ` · ${segments} ${segments === 1 ? "segment" : "segments"}`}`;
  item.append(words, about);
  return item;
}
