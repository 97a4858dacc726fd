// Words spoken by the browser. Without its voices, or switched off, they take as long as they would take to say.

import { pass } from "./waiting.js";

const synthesis = window.speechSynthesis;

/** The voices of this browser have arrived, or changed. */
export function whenVoicesChange(tell) {
  synthesis?.addEventListener?.("voiceschanged", tell);
}

export function voiceFor(language) {
  const voices = synthesis?.getVoices() ?? [];
  const wanted = language.toLowerCase();
  const speaks = (voice) => voice.lang.toLowerCase().replace("_", "-");
  return voices.find((voice) => speaks(voice) === wanted)
    ?? voices.find((voice) => speaks(voice).split("-")[0] === wanted.split("-")[0]);
}

export function hasVoices() {
  return (synthesis?.getVoices() ?? []).length > 0;
}

/** Resolves when the words were said, or the signal was aborted. `seconds` is how long that takes without a voice. */
export async function say(words, language, seconds, aloud, signal) {
  const voice = aloud ? voiceFor(language) : undefined;
  if (!voice) {
    await pass(seconds, signal);
    return;
  }
  // One sentence at a time: some browsers fall silent in the middle of a long utterance.
  for (const sentence of words.match(/[^.?!]+[.?!]*\s*/gu) ?? [words]) {
    if (signal.aborted) {
      return;
    }
    await utter(sentence, voice, signal);
  }
}

function utter(sentence, voice, signal) {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = utterance.onerror = () => done();
    signal.addEventListener("abort", () => { synthesis.cancel(); done(); }, { once: true });
    synthesis.speak(utterance);
  });
}

/** Resolves when a recording was played, or the signal was aborted; one of another site is passed over. */
export function play(url, signal) {
  return new Promise((done) => {
    if (new URL(url, location.href).origin !== location.origin) {
      done();
      return;
    }
    const recording = new Audio(url);
    recording.onended = recording.onerror = () => done();
    signal.addEventListener("abort", () => { recording.pause(); done(); }, { once: true });
    recording.play().catch(() => done());
  });
}
