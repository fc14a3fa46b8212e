// The input box. While a form asks, it is that form's field: its label, hint, error and keyboard are the question's.

import { button, h, icon } from "./dom.js";

const KEYBOARDS = { phone: ["tel", "tel"], text: ["text", "off"], place: ["text", "street-address"], time: ["text", "off"] };
const HINT = "自动回答，仅供参考，以办理部门的答复为准。请不要输入身份证号、银行卡号。";

export class Composer {
  constructor(act, longest) {
    Object.assign(this, { act, longest, told: 0 });
    this.input = h("textarea", {
      id: "say", rows: "1", enterkeyhint: "send", autocomplete: "off", placeholder: "例如：居住证怎么办", "aria-describedby": "error hint",
      on: { keydown: (event) => this.onKey(event), input: () => this.onInput() },
    });
    this.label = h("label", { for: "say", text: "您的问题" });
    this.error = h("p", { class: "error", id: "error", role: "alert" });
    this.hint = h("p", { class: "hint", id: "hint", text: HINT });
    this.count = h("p", { class: "count", "aria-live": "polite" });
    this.extras = h("div", { class: "extras" });
    this.send = h("button", { type: "submit", class: "send" }, icon("send"), h("span", { text: "发送" }));
    this.mic = this.voice();
    this.form = h(
      "form",
      { class: "composer", novalidate: true, on: { submit: (event) => this.onSubmit(event) } },
      h("div", { class: "field-head" }, this.label, this.count),
      this.error,
      this.extras,
      h("div", { class: "row" }, this.input, this.mic, this.send),
      this.hint,
    );
  }

  voice() {
    if (this.act.settings.voice === "off" || !(globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition)) return null;
    return button([icon("mic"), h("span", { class: "mic-words", text: "说话" })], async () => {
      const { listen } = await import("./voice.js");
      listen({ box: this, say: (words) => this.act.say(words) });
    }, { class: "mic", "aria-pressed": "false", title: "用说话代替打字（由浏览器识别）" });
  }

  onKey(event) {
    // While a Chinese input method composes, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  onInput() {
    this.fail("");
    this.grow();
    const { length } = this.input.value;
    const tenth = Math.floor((length / this.longest) * 10);
    // Told in steps, not at each key.
    if (tenth !== this.told) {
      this.told = tenth;
      this.count.textContent = tenth >= 5 ? `已写 ${length} 字，最多 ${this.longest} 字` : "";
    }
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  onSubmit(event) {
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.input.value.trim();
    if (text === "") return this.fail(this.field ? `请填写：${this.field.label}` : "请先写下您要问的事。");
    if (text.length > this.longest) return this.fail(`一次最多写 ${this.longest} 个字，现在是 ${text.length} 个字，请写短一些。`);
    this.put("");
    this.act.ask(text);
    return undefined;
  }

  put(text) {
    this.input.value = text;
    this.onInput();
  }

  /** An error in words, linked to the field. */
  fail(words) {
    this.error.textContent = words ? `错误：${words}` : "";
    if (words) {
      this.input.setAttribute("aria-invalid", "true");
      this.input.focus();
    } else this.input.removeAttribute("aria-invalid");
  }

  /** Take on the question that a form is at; none of it with `null`. */
  ask(field) {
    this.field = field;
    const [mode, complete] = KEYBOARDS[field?.kind] ?? ["text", "off"];
    this.input.setAttribute("inputmode", mode);
    this.input.setAttribute("autocomplete", complete);
    this.input.placeholder = field ? (field.kind === "choice" || field.kind === "confirm" ? "点上面的按钮，或者打字" : "") : "例如：居住证怎么办";
    this.label.textContent = field ? field.label + (field.optional ? "（可不填）" : "") : "您的问题";
    this.hint.textContent = field?.hint ?? HINT;
    this.error.textContent = field?.error ? `错误：${field.error}` : "";
    this.input.toggleAttribute("aria-invalid", false);
    if (field?.error) this.input.setAttribute("aria-invalid", "true");
    this.extras.replaceChildren();
    if (field?.kind === "photos") this.photos();
  }

  async photos() {
    const { field } = this;
    const { picker } = await import("./photos.js");
    if (this.field === field) this.extras.replaceChildren(picker(this.act));
  }
}
