// The list of messages: only the latest are in the page, arrow keys move between them.

import { button, h, icon } from "./dom.js";
import { needsCards, replyNodes } from "./reply.js";

/** A phone stays quick however long the conversation: this many messages are in the page at first. */
export const SHOWN = 40;
const MORE = 40;
const NOTES = { queued: "等待发送", sending: "正在发送……", retrying: "", unsent: "没有发出去：", refused: "错误：" };

export class Transcript {
  constructor(conversation, act) {
    Object.assign(this, { conversation, act, shown: SHOWN });
    this.nodes = new Map();
    this.items = h("ol", { class: "items" });
    this.earlier = button("显示更早的消息", () => this.showEarlier(), { class: "earlier", hidden: true });
    this.typing = h("div", { class: "typing", hidden: true }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", { class: "typing-words", text: "正在查找，请稍等……" }));
    this.aside = h("div", { class: "aside", hidden: true });
    this.box = h(
      "div",
      { class: "log", tabindex: "0", role: "region", "aria-label": "对话内容，用上下方向键逐条看", on: { keydown: (event) => this.onKey(event) } },
      this.earlier,
      this.items,
      this.typing,
      this.aside,
    );
  }

  /** While nothing comes through: what can be asked as soon as it does again. */
  offline(yes) {
    this.aside.hidden = !yes || this.conversation.entries.length === 0;
    if (!this.aside.hidden && !this.aside.firstChild) {
      const greeting = { ...this.greeting, text: "连上以前可以先点好要问的，连上后自动发送：" };
      this.aside.append(...replyNodes(greeting, this.act));
    }
  }

  /** Everything anew, with the greeting on top where the conversation begins. */
  reset(greeting) {
    this.greeting = greeting;
    this.shown = SHOWN;
    this.draw();
  }

  draw() {
    const { entries } = this.conversation;
    const from = Math.max(0, entries.length - this.shown);
    const nodes = entries.slice(from).map((entry) => this.nodes.get(entry) ?? this.make(entry));
    this.nodes = new Map(entries.slice(from).map((entry, at) => [entry, nodes[at]]));
    if (from === 0) {
      this.opening ??= this.item({ from: "bot", reply: this.greeting });
      nodes.unshift(this.opening);
    }
    this.items.replaceChildren(...nodes);
    this.earlier.hidden = from === 0;
    this.freeze();
  }

  /** The greeting again, where large type shows fewer starters. */
  regreet() {
    this.opening = null;
    this.nodes.clear();
    this.draw();
  }

  showEarlier() {
    const before = this.items.firstChild;
    this.shown += MORE;
    this.draw();
    this.focus(before.previousSibling ?? before);
  }

  added(entry) {
    const { entries } = this.conversation;
    this.shown = SHOWN;
    const node = this.make(entry);
    this.nodes.set(entry, node);
    this.items.append(node);
    // Drawn anew only when it has grown well past its size, not with each message.
    if (this.items.childElementCount > SHOWN * 1.5 || this.items.childElementCount > entries.length + 1) this.draw();
    else this.freeze();
    return node;
  }

  changed(entry) {
    const old = this.nodes.get(entry);
    if (!old) return;
    const note = this.note(entry);
    old.querySelector(".delivery")?.remove();
    if (note) old.append(note);
  }

  make(entry) {
    const made = this.item(entry);
    this.nodes.set(entry, made);
    return made;
  }

  item(entry) {
    if (entry.reply?.kind === "divider") return h("li", { class: "divider", tabindex: "-1" }, h("span", { text: entry.reply.text }));
    const mine = entry.from === "user";
    const who = h("span", { class: "hidden", text: mine ? "您说：" : "济事通说：" });
    const item = h("li", { class: mine ? "user" : `bot is-${entry.reply.outcome}`, tabindex: "-1" }, who);
    if (mine) {
      item.append(h("p", { text: entry.text }));
      const note = this.note(entry);
      if (note) item.append(note);
    } else {
      item.append(...replyNodes(entry.reply, this.act, this.cards));
      item.reply = entry.reply;
      if (!this.cards && needsCards(entry.reply)) this.complete(item, who);
    }
    return item;
  }

  /** Put the cards in once they are there; without them the text says it all. */
  async complete(item, who) {
    try {
      this.cards = await this.act.cards();
    } catch {
      return;
    }
    if (item.contains(item.getRootNode().activeElement)) return;
    item.replaceChildren(who, ...replyNodes(item.reply, this.act, this.cards));
    this.freeze();
    this.onGrown?.();
  }

  /** How a message of the resident's fares, in words. */
  note(entry) {
    const words = NOTES[entry.state];
    if (words === undefined) return null;
    const bad = entry.state === "unsent" || entry.state === "refused";
    const box = h("div", { class: bad ? "delivery bad" : "delivery" }, bad && icon("warn"), h("span", { text: words + (entry.note ?? "") }));
    if (entry.state === "unsent") box.append(button("重试", () => this.act.retry()));
    if (entry.state === "retrying") box.append(button("现在重试", () => this.act.awake()));
    if (entry.state === "refused" || entry.state === "unsent") box.append(button("改一改", () => this.act.edit(entry)));
    return box;
  }

  /** Answers to a question of a form that is past would go to the wrong question. */
  freeze() {
    const bots = [...this.items.children].filter((item) => item.reply);
    const latest = bots[bots.length - 1];
    for (const item of bots) {
      const past = item !== latest;
      for (const pressable of item.querySelectorAll(".once button")) pressable.setAttribute("aria-disabled", String(past));
    }
  }

  focus(item) {
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    const items = [...this.items.children];
    const root = this.box.getRootNode();
    const current = root.activeElement?.closest?.(".items > li");
    const inside = current && root.activeElement !== current;
    if (event.key === "Escape" && inside) {
      event.stopPropagation();
      return this.focus(current);
    }
    if (inside) return undefined;
    const at = items.indexOf(current);
    const to = { ArrowUp: at < 0 ? items.length - 1 : at - 1, ArrowDown: at < 0 ? items.length - 1 : at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.focus(items[Math.min(Math.max(to, 0), items.length - 1)]);
    } else if (event.key === "Enter" && current) {
      current.querySelector("button, a, summary")?.focus();
      event.preventDefault();
    }
    return undefined;
  }
}
