// What is kept in the browser. Shared by the tabs of a site: the short-lived token and the reading
// preferences. In this tab only: what was said and what waits to be sent, gone when the tab is closed.

const PREFIX = "jishitong.";

/** A storage that forgets on reload where the browser forbids the real one. */
function shelf(name) {
  const spare = new Map();
  const real = () => globalThis[name];
  return {
    get(key, otherwise = null) {
      let text = spare.get(key) ?? null;
      try {
        text = real().getItem(PREFIX + key) ?? text;
        return text === null ? otherwise : JSON.parse(text);
      } catch {
        return text === null ? otherwise : JSON.parse(text);
      }
    },
    set(key, value) {
      const text = JSON.stringify(value);
      try {
        real().setItem(PREFIX + key, text);
      } catch {
        spare.set(key, text);
      }
    },
    remove(key) {
      spare.delete(key);
      try {
        real().removeItem(PREFIX + key);
      } catch {
        // Nothing was kept.
      }
    },
  };
}

export const shared = shelf("localStorage");
export const own = shelf("sessionStorage");

/** Words between the tabs of one resident; silent where the browser has no channel. */
export function tabs(onWord) {
  if (!globalThis.BroadcastChannel) return { say() {}, close() {} };
  const channel = new BroadcastChannel("jishitong");
  channel.onmessage = ({ data }) => onWord(data);
  return { say: (word) => channel.postMessage(word), close: () => channel.close() };
}
