// Answers in the browser's place whether the person wants the page dark: what they chose here, else what the system says.
(() => {
  const KEY = "theme";
  const QUERY = "(prefers-color-scheme:dark)";
  const ask = window.matchMedia.bind(window);
  const system = ask(QUERY);

  class Scheme extends EventTarget {
    constructor() {
      super();
      this.chosen = kept();
      this.media = QUERY;
      this.onchange = null;
    }
    get matches() {
      return this.chosen === "system" ? system.matches : this.chosen === "dark";
    }
    addListener(listener) {
      this.addEventListener("change", listener);
    }
    removeListener(listener) {
      this.removeEventListener("change", listener);
    }
    choose(chosen) {
      this.chosen = chosen;
      try {
        localStorage.setItem(KEY, chosen);
      } catch {
        // It then holds for this page alone.
      }
      this.tell();
    }
    tell() {
      document.documentElement.dataset.scheme = this.matches ? "dark" : "light";
      const event = new Event("change");
      this.dispatchEvent(event);
      this.onchange?.(event);
    }
  }

  function kept() {
    try {
      const text = localStorage.getItem(KEY);
      return ["light", "dark"].includes(text) ? text : "system";
    } catch {
      return "system";
    }
  }

  const scheme = (window.colorScheme = new Scheme());
  window.matchMedia = (query) => (query.replace(/\s/g, "") === QUERY ? scheme : ask(query));
  system.addEventListener("change", () => scheme.tell());
  window.addEventListener("storage", ({ key }) => {
    if (key !== KEY) return; // another tab has chosen
    scheme.chosen = kept();
    scheme.tell();
  });
  scheme.tell();
})();
