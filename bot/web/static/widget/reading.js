// 长辈模式: large type in three steps, remembered on this device and shared by its tabs.

import { button, h } from "./dom.js";

const KEY = "reading";
export const SIZES = [["18", "大"], ["24", "特大"], ["30", "超大"]];

export class Reading {
  constructor(shared, onChange) {
    Object.assign(this, { shared, onChange });
    this.toggle = button("长辈模式", () => this.set({ elder: !this.elder }), { class: "elder-toggle", "aria-pressed": "false" });
    this.sizes = h("div", { class: "sizes", role: "group", "aria-label": "字号", hidden: true }, h("span", { text: "字号", "aria-hidden": "true" }));
    for (const [size, name] of SIZES) this.sizes.append(button(name, () => this.set({ size }), { "data-size": size, "aria-pressed": "false" }));
  }

  get state() {
    return { elder: false, size: "24", ...this.shared.get(KEY, {}) };
  }

  get elder() {
    return this.state.elder;
  }

  set(change) {
    this.shared.set(KEY, { ...this.state, ...change });
    this.onChange();
  }

  apply(box) {
    const { elder, size } = this.state;
    box.classList.toggle("elder", elder);
    box.setAttribute("data-size", elder ? size : "");
    this.toggle.setAttribute("aria-pressed", String(elder));
    this.sizes.hidden = !elder;
    for (const one of this.sizes.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one.dataset.size === size));
  }
}
