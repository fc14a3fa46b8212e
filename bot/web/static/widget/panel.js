// The open assistant: a labelled dialog over the page, the whole screen on a phone.

import { Api } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { button, h, icon, phoneLink } from "./dom.js";
import { keepInside } from "./focus.js";
import { Live } from "./live.js";
import { own, shared, tabs } from "./memory.js";
import { Reading } from "./reading.js";
import { Transcript } from "./transcript.js";

const FULL = "(max-width: 480px), (max-height: 480px)";
const SAID_MS = 1500;

export class Panel {
  constructor(host, home) {
    Object.assign(this, { host, home, settings: host.settings });
    this.api = new Api(home, shared);
    const channel = tabs((word) => this.talk.onTab(word));
    this.talk = new Conversation({ api: this.api, own, shared, post: (word) => channel.say(word) });
    this.live = new Live(this.api, { onEvent: (name, data) => this.talk.onEvent(name, data), onPoll: () => this.talk.refresh() });
    const act = this.actions();
    this.reading = new Reading(shared, () => this.onReading());
    this.transcript = new Transcript(this.talk, act);
    this.transcript.onGrown = () => this.onGrown();
    this.composer = new Composer(act, this.settings.longest ?? 500);
    this.build();
    this.listen();
    this.transcript.reset(this.greeting());
    this.read();
    this.announce();
    this.sheet = this.style("chat.css");
    host.shadowRoot.append(this.box);
  }

  /** Put a style sheet in; done when it is there, or will not come. */
  style(name) {
    return new Promise((resolve) => {
      const link = h("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href, on: { load: resolve, error: resolve } });
      this.host.shadowRoot.append(link);
    });
  }

  async announce() {
    const text = await this.api.announcement();
    this.notice.hidden = !text;
    this.notice.textContent = text ?? "";
  }

  /** What shows more than text, fetched once. */
  cards() {
    this.fetched ??= Promise.all([import("./cards.js"), this.style("cards.css")]).then(([cards]) => cards);
    return this.fetched;
  }

  greeting() {
    const { text = "您好，请问您要办什么事？", starters } = this.settings.greeting ?? {};
    return { id: "greeting", kind: "text", outcome: "done", text, ...(starters ? { choices: starters } : {}) };
  }

  /** What the buttons of messages do. */
  actions() {
    return {
      settings: this.settings,
      elder: () => this.reading.elder,
      say: (words) => this.say(words),
      ask: (text) => this.ask(text),
      choose: (choice) => {
        this.composer.input.focus({ preventScroll: true });
        this.ask(choice.text);
      },
      retry: () => this.talk.retry(),
      awake: () => this.talk.awake(),
      edit: (entry) => {
        this.talk.drop(entry);
        this.composer.put(entry.text);
        this.composer.input.focus();
      },
      photo: (blob) => this.api.photo(blob),
      cards: () => this.cards(),
      rate: async (id, rating, reason) => {
        try {
          await this.api.rate(id, rating, reason);
          return "谢谢，已记录。";
        } catch (error) {
          return error.message;
        }
      },
    };
  }

  build() {
    const { title, subtitle } = this.settings;
    this.narrator = h("div", { class: "hidden", "aria-live": "polite" });
    this.notice = h("p", { class: "notice", role: "note", hidden: true });
    this.strip = h("div", { class: "strip", hidden: true }, h("p", { role: "status" }), phoneLink("政务服务便民热线", "12345"), button("现在重连", () => this.talk.awake()));
    this.fresh = button("有新消息，点这里看", () => this.showFresh(), { class: "fresh", hidden: true });
    this.foot = h("p", { class: "foot" }, h("span", { text: "公用电脑用完请" }), button("清空对话", () => this.askToClear(), { class: "plain" }));
    this.composer.form.append(this.foot);
    this.box = h(
      "section",
      { class: "panel", role: "dialog", "aria-labelledby": "title", lang: "zh-CN", hidden: true },
      h(
        "header",
        {},
        h("div", { class: "names" }, h("h2", { id: "title", text: title }), h("p", { text: subtitle })),
        this.reading.toggle,
        button([icon("close"), h("span", { class: "hidden", text: "关闭对话窗口" })], () => this.host.close(), { class: "close" }),
      ),
      this.reading.sizes,
      this.notice,
      this.strip,
      this.fresh,
      this.transcript.box,
      this.composer.form,
      this.narrator,
    );
  }

  listen() {
    const { talk } = this;
    talk.addEventListener("added", ({ detail }) => this.onAdded(detail));
    talk.addEventListener("changed", ({ detail }) => {
      this.transcript.changed(detail);
      if (detail.state === "unsent" || detail.state === "refused") this.say(`错误：没有发出去。${detail.note}`);
    });
    talk.addEventListener("reset", () => {
      this.transcript.draw();
      this.onField();
      this.toEnd();
    });
    talk.addEventListener("state", () => this.onState());
    talk.addEventListener("reply", ({ detail: { id, kind, outcome } }) => this.tell("reply", { id, kind, outcome }));
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("online", () => talk.awake());
    addEventListener("offline", () => talk.connected(false));
    addEventListener("storage", ({ key }) => key === "jishitong.reading" && this.onReading());
    document.addEventListener("visibilitychange", () => this.attend());
    matchMedia(FULL).addEventListener?.("change", () => this.setModal());
    // The on-screen keyboard covers what is fixed to the window: the panel takes what is left.
    globalThis.visualViewport?.addEventListener("resize", () => this.box.style.setProperty("--height", `${visualViewport.height}px`));
  }

  // --- opening and closing ---------------------------------------------------

  async open(focus) {
    await Promise.all([this.sheet, this.large]);
    this.box.hidden = false;
    own.set("open", 1);
    this.setModal();
    this.resumed ??= this.talk.resume().then(() => this.attend());
    this.attend();
    this.toEnd();
    if (focus) this.composer.input.focus({ preventScroll: true });
    this.tell("open");
  }

  close() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    own.remove("open");
    this.attend();
    this.host.button.focus();
    this.tell("close");
  }

  setModal() {
    if (matchMedia(FULL).matches) this.box.setAttribute("aria-modal", "true");
    else this.box.removeAttribute("aria-modal");
  }

  /** The stream is open only while somebody looks. */
  attend() {
    const looked = !this.box.hidden && document.visibilityState === "visible";
    if (looked) this.live.start();
    else this.live.end();
  }

  /** The embedding page learns what happens, never what is said. */
  tell(name, detail = {}) {
    this.host.dispatchEvent(new CustomEvent(`jishitong:${name}`, { bubbles: true, detail }));
  }

  // --- messages ----------------------------------------------------------------

  ask(text) {
    this.talk.ask(text);
    this.tell("message");
  }

  onAdded(entry) {
    const atEnd = this.isAtEnd();
    const node = this.transcript.added(entry);
    if (entry.from === "user") {
      this.question = node;
      this.toEnd();
    } else {
      this.say(entry.reply.text);
      this.onField();
      if (!atEnd) this.fresh.hidden = false;
      // A long answer is read from its beginning.
      else (this.question?.isConnected ? this.question : node).scrollIntoView({ block: "start" });
    }
    this.attend();
  }

  /** A card has taken the place of its text: the place in the conversation stays. */
  onGrown() {
    if (this.question?.isConnected && this.fresh.hidden) this.question.scrollIntoView({ block: "start" });
  }

  /** While a form asks, the input box is its field. */
  onField() {
    const bots = this.talk.entries.filter((entry) => entry.from === "bot");
    this.composer.ask(bots[bots.length - 1]?.reply.form?.field ?? null);
  }

  onState() {
    const { busy, offline } = this.talk;
    this.transcript.typing.hidden = !busy || offline;
    this.transcript.box.setAttribute("aria-busy", String(busy));
    this.strip.hidden = !offline;
    const words = offline ? "现在连不上服务，连上后会自动发送。急事请直接打电话。" : "";
    if (this.strip.firstChild.textContent !== words) this.strip.firstChild.textContent = words;
    this.transcript.offline(offline);
    if (offline) this.question?.scrollIntoView({ block: "nearest" });
    if (busy && !offline && this.transcript.box.scrollHeight) this.transcript.typing.scrollIntoView({ block: "nearest" });
  }

  /** Read to a screen reader, once, and gone again so that browsing does not find it. */
  say(words) {
    const line = h("p", { text: words });
    this.narrator.append(line);
    setTimeout(() => line.remove(), SAID_MS);
  }

  scroller() {
    const { box } = this.transcript;
    return getComputedStyle(box).overflowY === "visible" ? this.box : box;
  }

  isAtEnd() {
    const box = this.scroller();
    return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  }

  toEnd() {
    const box = this.scroller();
    box.scrollTop = box.scrollHeight;
    this.fresh.hidden = true;
  }

  showFresh() {
    this.fresh.hidden = true;
    this.transcript.focus(this.question?.isConnected ? this.question.nextSibling ?? this.question : this.transcript.items.lastChild);
  }

  /** The reading preferences as they are now, here or set by another tab. */
  read() {
    if (this.reading.elder) this.large ??= this.style("elder.css");
    this.reading.apply(this.box);
  }

  onReading() {
    this.read();
    this.transcript.regreet();
    this.composer.grow();
    this.toEnd();
  }

  // --- leaving -------------------------------------------------------------------

  askToClear() {
    const back = () => {
      question.remove();
      this.foot.querySelector("button").focus();
    };
    const no = button("不删", back);
    const yes = button("删除", async () => {
      back();
      this.say((await this.clear()) ? "对话已删除。" : "本机的对话已删除；服务器上的联网后自动删除。");
    }, { class: "danger" });
    const question = h(
      "div",
      { class: "confirm", role: "alertdialog", "aria-labelledby": "sure", on: { keydown: (event) => event.key === "Escape" && (event.stopPropagation(), back()) } },
      h("p", { id: "sure", text: "要删除这次对话的全部内容吗？本机和服务器上的都会删除，不能恢复。" }),
      h("div", { class: "confirm-row" }, no, yes),
    );
    this.composer.form.prepend(question);
    no.focus();
  }

  async clear() {
    this.live.end();
    const done = await this.talk.clear();
    this.tell("cleared");
    return done;
  }

  onKey(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.host.close();
    } else if (event.key === "Tab" && this.box.hasAttribute("aria-modal")) keepInside(this.box, event);
  }
}
