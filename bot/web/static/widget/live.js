// Replies as the server sends them (server-sent events), read by fetch: EventSource could not carry the
// token in a header. Where a proxy holds streams back, asking every few seconds does the same more slowly.

const POLL_MS = 10000;
const PAUSES_MS = [1000, 3000, 8000];
/** The server greets at once: a stream silent for this long is being held back on the way. */
const GREETED_MS = 8000;
/** Streams that end this soon, this often, are taken to be blocked. */
const GIVE_UP = 3;

/** Feed it text as it arrives; it calls `onEvent(name, data)` for each complete event. */
export function eventParser(onEvent) {
  let rest = "";
  return (chunk) => {
    const blocks = (rest + chunk).replace(/\r\n?/g, "\n").split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      let name = "message";
      const data = [];
      for (const line of block.split("\n")) {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
        if (field === "event") name = value;
        if (field === "data") data.push(value);
      }
      if (data.length) onEvent(name, JSON.parse(data.join("\n")));
    }
  };
}

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });

export class Live {
  constructor(api, { onEvent, onPoll }) {
    Object.assign(this, { api, onEvent, onPoll, polling: false, stop: null });
  }

  /** Listen while somebody looks: each open stream takes one of the browser's few connections to a host. */
  start() {
    if (this.stop || !this.api.token) return;
    this.stop = new AbortController();
    this.run(this.stop.signal);
  }

  end() {
    this.stop?.abort();
    this.stop = null;
  }

  async run(signal) {
    let failed = 0;
    while (!signal.aborted && this.api.token) {
      this.polling = failed >= GIVE_UP;
      if (this.polling) {
        await pause(POLL_MS, signal);
        if (!signal.aborted) await this.onPoll();
        continue;
      }
      const heard = await this.listen(signal);
      failed = heard ? 0 : failed + 1;
      if (!signal.aborted) await pause(PAUSES_MS[Math.min(failed, PAUSES_MS.length - 1)], signal);
    }
    if (this.stop?.signal === signal) this.stop = null;
  }

  /** One stream from beginning to end; whether anything came through. */
  async listen(signal) {
    let heard = false;
    const hung = new AbortController();
    const timer = setTimeout(() => hung.abort(), GREETED_MS);
    signal.addEventListener("abort", () => hung.abort(), { once: true });
    const parse = eventParser((name, data) => {
      heard = true;
      clearTimeout(timer);
      this.onEvent(name, data);
    });
    try {
      const response = await fetch(`${this.api.base}events`, {
        headers: { Authorization: `Bearer ${this.api.token}`, Accept: "text/event-stream" },
        signal: hung.signal,
        credentials: "omit",
        cache: "no-store",
      });
      if (!response.ok || !response.body) return false;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return heard;
        parse(decoder.decode(value, { stream: true }));
      }
    } catch {
      return heard;
    } finally {
      clearTimeout(timer);
    }
  }
}
