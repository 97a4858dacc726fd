// Waits that can be cut short: for time to pass, and for the next key.

/** Resolves after so many seconds, or as soon as the signal is aborted. */
export function pass(seconds, signal) {
  return new Promise((done) => {
    if (signal.aborted) {
      done();
      return;
    }
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
  });
}

/** Keys in the order in which they were pressed. One that nobody waits for goes to the next prompt. */
export class Keys {
  #ahead = [];
  #waiting = null;

  /** A key, or {words} that were spoken. */
  press(key) {
    if (this.#waiting) {
      const take = this.#waiting;
      this.#waiting = null;
      take(key);
    } else {
      this.#ahead.push(key);
    }
  }

  /** The next one; null once the signal is aborted. */
  next(signal) {
    if (this.#ahead.length) {
      return Promise.resolve(this.#ahead.shift());
    }
    return new Promise((done) => {
      this.#waiting = done;
      signal.addEventListener("abort", () => {
        if (this.#waiting === done) {
          this.#waiting = null;
        }
        done(null);
      }, { once: true });
    });
  }
}
