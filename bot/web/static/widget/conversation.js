// The conversation without its looks: what was said, what waits to be sent, and how it comes through.

import { messageId } from "./api.js";

/** The server gives back no more than this either. */
const MOST = 400;
const COPY = 60;
const MANY = 20;
const PAUSES_S = [1, 2, 4, 8, 15, 30];
/** Another tab that sends may be closed before it is answered. */
const ELSEWHERE_MS = 60000;

const WAITING = new Set(["sending", "queued", "retrying"]);

/** Emits `added`, `changed` (one entry), `reset` (all), `state` (busy, connection) and `reply`. */
export class Conversation extends EventTarget {
  constructor({ api, own, shared, post }) {
    super();
    Object.assign(this, { api, own, shared, post });
    this.entries = [];
    this.offline = false;
    this.sending = false;
    this.elsewhere = 0;
    this.changes = 0;
    this.wake = () => {};
  }

  emit(type, detail) {
    this.dispatchEvent(Object.assign(new Event(type), { detail }));
  }

  get busy() {
    return this.elsewhere > 0 || this.entries.some((entry) => WAITING.has(entry.state));
  }

  // --- what was said -------------------------------------------------------

  ask(text) {
    const entry = { from: "user", id: messageId(), text, state: "queued" };
    this.add(entry);
    this.post({ said: entry.id, text });
    this.keep();
    return this.pump();
  }

  retry() {
    for (const entry of this.entries) if (entry.state === "unsent") this.change(entry, "queued");
    this.wake();
    return this.pump();
  }

  /** Take a message that could not be sent out of the conversation. */
  drop(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    this.keep();
    this.emit("reset");
  }

  add(entry) {
    this.changes++;
    this.entries.push(entry);
    if (this.entries.length > MOST) this.entries.splice(0, this.entries.length - MOST);
    this.emit("added", entry);
    this.emit("state");
  }

  change(entry, state, note = "") {
    this.changes++;
    Object.assign(entry, { state, note });
    this.emit("changed", entry);
    this.emit("state");
  }

  /** Add one by one, or all at once where there are too many to follow. */
  take(entries) {
    if (entries.length <= MANY) entries.forEach((entry) => this.add(entry));
    else {
      this.entries = [...this.entries, ...entries].slice(-MOST);
      this.emit("reset");
      this.emit("state");
    }
    this.keep();
  }

  hear(replies) {
    const known = new Set(this.entries.map((entry) => entry.reply?.id));
    const fresh = replies.filter(({ id }) => !known.has(id));
    this.take(fresh.map((reply) => ({ from: "bot", reply })));
    for (const reply of fresh) this.emit("reply", reply);
  }

  // --- sending -------------------------------------------------------------

  async pump() {
    if (this.sending) return;
    this.sending = true;
    for (;;) {
      const entry = this.entries.find(({ state }) => WAITING.has(state));
      if (!entry || !(await this.deliver(entry))) break;
    }
    this.sending = false;
    this.emit("state");
  }

  /** Bring one message to its end, answered or refused; false when nothing comes through at all. */
  async deliver(entry) {
    for (let attempt = 0; WAITING.has(entry.state); attempt++) {
      this.change(entry, "sending");
      try {
        const { replies, renewed } = await this.api.say(entry);
        this.connected(true);
        this.api.bury();
        if (renewed && this.entries.length > 1) this.hear([{ id: `new-${entry.id}`, kind: "divider", text: "上次对话已结束，这是新的对话。" }]);
        this.settle(entry, replies);
        return true;
      } catch (error) {
        if (error.final) {
          this.change(entry, "refused", error.message);
          this.keep();
          return true;
        }
        if (error.status === undefined) throw error;
        if (!(await this.waitToRetry(entry, error, attempt))) return false;
      }
    }
    return true;
  }

  async waitToRetry(entry, error, attempt) {
    if (error.status === 0 || error.status >= 502) this.connected(false);
    if (attempt >= PAUSES_S.length) {
      for (const other of this.entries) if (WAITING.has(other.state)) this.change(other, "unsent", error.message);
      return false;
    }
    const seconds = Math.max(PAUSES_S[attempt], Math.min(error.retryAfter, 60));
    this.change(entry, "retrying", `${error.message}${seconds} 秒后自动重发。`);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.wake = () => (clearTimeout(timer), resolve());
    });
    return true;
  }

  /** A message has its answer, by whichever way it came first. */
  settle(entry, replies) {
    if (entry.state !== "sent") {
      this.change(entry, "sent");
      this.post({ answered: entry.id, replies });
    }
    this.hear(replies);
  }

  connected(yes) {
    if (this.offline === !yes) return;
    this.offline = !yes;
    this.emit("state");
  }

  /** The browser says that the network is back, or the person wants it now. */
  awake() {
    this.wake();
    if (this.entries.some(({ state }) => state === "unsent")) return this.retry();
    return this.offline && !this.sending ? this.refresh() : undefined;
  }

  // --- other tabs, and the server's own stream ------------------------------

  /** A word from another tab of this resident. */
  onTab({ said, text, answered, replies, cleared }) {
    if (said) {
      this.expect(said);
      this.add({ from: "user", id: said, text, state: "sent" });
    } else if (answered) {
      this.arrived(answered);
      this.hear(replies);
    } else if (cleared) this.reset();
  }

  /** An event of the stream. */
  onEvent(name, { message_id: id, replies }) {
    // What nobody asked for belongs to no message.
    if (name === "news") this.hear(replies);
    if (name !== "replies") return undefined;
    const entry = this.entries.find((one) => one.id === id && one.from === "user");
    this.arrived(id);
    if (!entry) return this.refresh();
    if (WAITING.has(entry.state)) this.settle(entry, replies);
    else this.hear(replies);
    return undefined;
  }

  expect(id) {
    this.elsewhereId = id;
    this.elsewhere = setTimeout(() => this.arrived(id), ELSEWHERE_MS);
  }

  arrived(id) {
    if (id !== this.elsewhereId) return;
    clearTimeout(this.elsewhere);
    this.elsewhere = 0;
    this.emit("state");
  }

  // --- beginning, going on, ending ------------------------------------------

  /** Show what this tab remembers at once, send what was not sent, then take what the server has. */
  async resume() {
    this.entries = this.own.get("copy", []).map((entry) => (WAITING.has(entry.state) ? { ...entry, state: "queued" } : entry));
    if (this.entries.length) this.emit("reset");
    await this.pump();
    await this.refresh();
    await this.api.bury();
  }

  async refresh() {
    if (!this.api.token) return;
    const { changes } = this;
    try {
      const messages = await this.api.transcript();
      this.connected(true);
      // What has been said meanwhile is not in it.
      if (messages !== null && changes === this.changes) this.merge(messages);
    } catch (error) {
      if (error.status === undefined) throw error;
      this.connected(false);
    }
  }

  /** The server's transcript is the truth; only what never reached it stays as it is. */
  merge(messages) {
    const open = this.entries.filter((entry) => entry.state && entry.state !== "sent");
    const here = this.entries.filter((entry) => !open.includes(entry) && entry.reply?.kind !== "divider");
    const there = messages.map((one) => (one.from === "user" ? { from: "user", id: messageId(), text: one.text, state: "sent" } : { from: "bot", reply: one.reply }));
    const same = (a, b) => a.from === b.from && a.reply?.id === b.reply?.id;
    if (open.some(({ state }) => WAITING.has(state))) return;
    if (here.length <= there.length && here.every((entry, at) => same(entry, there[at]))) {
      this.take(there.slice(here.length));
    } else {
      this.entries = [...there, ...open];
      this.emit("reset");
      this.keep();
    }
  }

  /** Delete everything here and on the server; false when the server will be told later. */
  async clear() {
    this.reset();
    this.post({ cleared: true });
    return this.api.forget();
  }

  reset() {
    this.entries = [];
    this.wake();
    this.arrived(this.elsewhereId);
    this.own.remove("copy");
    this.emit("reset");
    this.emit("state");
  }

  keep() {
    this.own.set("copy", this.entries.slice(-COPY));
  }
}
