// One call: plays what the service says, keeps the time, gathers the keys as the telephone provider does.
//
// The service answers each step with a moment: `parts` to hear, then either a `gather`, which waits for keys, or
// nothing, and the call goes on once all was heard. What a key means, and where it goes, the service knows.

import { post, Refused } from "./api.js";
import { play, say } from "./speech.js";
import { Keys, pass } from "./waiting.js";

export class Call {
  #keys = new Keys();
  #over = new AbortController();
  #shown;
  #moment = null;

  /** `shown` is told what happens: said, pressed, state, waits, listens, ended; `shown.aloud()` says whether to speak. */
  constructor(shown) {
    this.#shown = shown;
  }

  /** Hold a call that `begin` begins, to its end. */
  async hold(begin) {
    let fault = null;
    try {
      this.#moment = await begin();
      if (this.#over.signal.aborted) {
        this.leave();
      }
      while (!this.#over.signal.aborted && !this.#moment.over) {
        const next = await this.#step(this.#moment);
        if (!this.#over.signal.aborted) {
          this.#moment = await next();
        }
      }
      fault = this.#moment.fault;
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      fault = error.message;
    } finally {
      this.#shown.ended(this.#over.signal.aborted, this.#over.signal.aborted ? null : fault);
      this.#over.abort();
    }
  }

  press(key) {
    this.#keys.press(key);
  }

  speak(words) {
    this.#keys.press({ words });
  }

  /** The person hangs up: all that is said or waited for stops at once. */
  hangUp() {
    this.#over.abort();
    this.leave();
  }

  /** Tell the service that the person has gone, also while the page is closed. */
  leave() {
    if (this.#moment && !this.#moment.over) {
      post(this.#path("end"), {}, true).catch(() => {});
    }
  }

  #path(door) {
    return `/phone/calls/${this.#moment.call}/${door}`;
  }

  /** Live through a moment; how to ask for the next one. */
  async #step({ parts, gather, turn }) {
    this.#shown.state("speaking");
    await this.#hear(parts, this.#over.signal);
    if (!gather) {
      return () => post(this.#path("heard"), { turn });
    }
    const given = await this.#gather(gather);
    this.#shown.listens(false);
    this.#shown.state("answering");
    return given.words
      ? () => post(this.#path("words"), { turn, words: given.words })
      : () => post(this.#path("keys"), { turn, ...given });
  }

  /** What a prompt takes: keys and the one that ended them, or words; empty keys are silence. */
  async #gather(gather) {
    this.#shown.listens(gather.listens);
    let key = await this.#first(gather);
    let keys = "";
    while (key !== null) {
      if (key.words) {
        return key;
      }
      this.#shown.pressed(key);
      if (gather.finish.includes(key)) {
        return { keys, finish: key };
      }
      keys += key;
      if (keys.length === gather.most) {
        break;
      }
      key = await this.#within(gather.timeout);
    }
    if (!keys) {
      this.#shown.silent();
    }
    return { keys, finish: "" };
  }

  /** The first key, which interrupts what is said; null where none comes until the wait after the last word is over. */
  async #first(gather) {
    const done = new AbortController();
    const stop = AbortSignal.any([done.signal, this.#over.signal]);
    const pressed = this.#keys.next(stop);
    const heard = this.#hear(gather.parts, stop).then(() => null);
    let key = await Promise.race([pressed, heard]);
    if (key === null && !stop.aborted) {
      this.#shown.waits(gather.timeout);
      key = await Promise.race([pressed, pass(gather.timeout, stop).then(() => null)]);
    }
    this.#shown.waits(0);
    done.abort();
    return key;
  }

  async #within(seconds) {
    const done = new AbortController();
    const stop = AbortSignal.any([done.signal, this.#over.signal]);
    this.#shown.waits(seconds);
    const key = await Promise.race([this.#keys.next(stop), pass(seconds, stop).then(() => null)]);
    this.#shown.waits(0);
    done.abort();
    return key;
  }

  async #hear(parts, signal) {
    for (const part of parts) {
      if (signal.aborted) {
        return;
      }
      if (part.kind === "pause") {
        await pass(part.seconds, signal);
      } else if (part.kind === "recording") {
        this.#shown.said(`Recording: ${part.url}`, "en");
        await play(part.url, signal);
      } else {
        this.#shown.said(part.words, part.language);
        await say(part.words, part.language, part.seconds, this.#shown.aloud(), signal);
      }
    }
  }
}
