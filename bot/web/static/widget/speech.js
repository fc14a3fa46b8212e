// Reading aloud, by the browser's own voice.

let current = null;

/** Read a text, or stop reading it; `onChange` tells whether it is being read. */
export function toggle(text, onChange) {
  const mine = current?.onChange === onChange || current?.text === text;
  stop();
  if (mine) return;
  const words = new SpeechSynthesisUtterance(text.replace(/[【】]/g, "。"));
  words.lang = "zh-CN";
  words.rate = 0.9;
  words.onend = words.onerror = () => current?.words === words && stop();
  current = { words, text, onChange };
  onChange(true);
  speechSynthesis.speak(words);
}

export function stop() {
  const ended = current;
  current = null;
  speechSynthesis.cancel();
  ended?.onChange(false);
}
