// The launcher: one classic script, so that a single tag puts the assistant on any page.
// The conversation itself (widget/panel.js) is fetched when the page is idle, or at the first sign of interest.
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  const config = {} /* filled in by the server */;
  const home = new URL(".", script.src).href;
  // The folder's name changes with its content, so that browsers keep the files and work without a network.
  const files = `${home}${config.files ?? "static/widget/"}`;
  const NAME = "jishitong-widget";
  if (customElements.get(NAME)) return;

  const make = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    made.append(...children);
    return made;
  };
  const icon = () => {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    const path = document.createElementNS(ns, "path");
    path.setAttribute("d", "M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm3 4v2h10V8zm0 4v2h7v-2z");
    for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"]]) svg.setAttribute(key, value);
    svg.append(path);
    return svg;
  };

  class Assistant extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.lang = "zh-CN";
      this.settings = { title: "济事通", subtitle: "济源示范区办事问答", label: "问济事通", ...config, ...this.dataset };
      const root = this.attachShadow({ mode: "open" });
      const sheet = make("link", { rel: "stylesheet", href: `${files}launcher.css` });
      this.button = make(
        "button",
        { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", hidden: "" },
        icon(),
        make("span", {}, this.settings.label),
      );
      // Unstyled it would fall into the page's text: it waits for its sheet, and comes without it if that fails.
      const reveal = () => this.button.toggleAttribute("hidden", this.settings.launcher === "none");
      sheet.addEventListener("load", reveal);
      sheet.addEventListener("error", reveal);
      this.button.addEventListener("click", () => this.toggle());
      for (const sign of ["pointerenter", "focus", "touchstart"]) {
        this.button.addEventListener(sign, () => this.load().catch(() => {}), { once: true, passive: true });
      }
      root.append(sheet, this.button);
      if (this.settings.position === "left") this.setAttribute("left", "");
      if (!navigator.connection?.saveData) {
        const later = window.requestIdleCallback ?? ((run) => setTimeout(run, 300));
        later(() => this.load().catch(() => {}));
      }
      let wasOpen = false;
      try {
        wasOpen = sessionStorage.getItem("jishitong.open") === "1";
      } catch {
        // Storage may be forbidden.
      }
      if (this.settings.open === "true" || wasOpen) this.open({ focus: false });
    }

    load() {
      this.loading ??= import(`${files}panel.js${this.failures ? `?again=${this.failures}` : ""}`)
        .then(({ Panel }) => (this.panel = new Panel(this, home)))
        .catch((error) => {
          this.loading = null;
          this.failures = (this.failures ?? 0) + 1;
          throw error;
        });
      return this.loading;
    }

    async open({ focus = true } = {}) {
      this.wanted = true;
      this.button.setAttribute("aria-expanded", "true");
      if (!this.panel) this.shell("正在打开……");
      try {
        await this.load();
        this.first?.remove();
        if (this.wanted) await this.panel.open(focus);
      } catch {
        this.shell("网络不通，暂时打不开。请稍后再点一次，或者直接拨打 12345。");
        this.button.setAttribute("aria-expanded", "false");
        this.wanted = false;
      }
    }

    // What shows until the conversation has been fetched: the greeting is already here.
    shell(state) {
      this.first?.remove();
      const call = make("a", { href: "tel:12345" }, "拨打 12345");
      const words = (this.settings.greeting?.text ?? "").split("\n").map((line) => make("p", {}, line));
      this.first = make("section", { class: "shell", "aria-label": this.settings.title }, ...words, make("p", { role: "status" }, state), call);
      this.shadowRoot.append(this.first);
    }

    close() {
      this.wanted = false;
      this.first?.remove();
      this.button.setAttribute("aria-expanded", "false");
      this.panel?.close();
    }

    toggle() {
      return this.wanted ? this.close() : this.open();
    }

    async ask(text) {
      await this.open();
      this.panel?.ask(String(text));
    }

    async clear() {
      await this.load();
      return this.panel.clear();
    }
  }
  customElements.define(NAME, Assistant);

  const begin = () => {
    let element = document.querySelector(NAME);
    if (!element) {
      element = document.createElement(NAME);
      Object.assign(element.dataset, script.dataset);
      document.body.append(element);
    }
    const call = (name) => (...values) => element[name](...values);
    window.Jishitong = Object.freeze({
      element,
      open: call("open"),
      close: call("close"),
      toggle: call("toggle"),
      ask: call("ask"),
      clear: call("clear"),
    });
    element.dispatchEvent(new CustomEvent("jishitong:ready", { bubbles: true }));
  };
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
