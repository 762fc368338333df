// The choice of a theme, and on a phone the bar of pages: their links are those of Streamlit's own navigation, which a
// phone hides behind an arrow.
(() => {
  const select = document.querySelector(".theme-choice select");
  const show = () => (select.value = window.colorScheme.chosen);
  select.addEventListener("change", () => window.colorScheme.choose(select.value));
  window.colorScheme.addEventListener("change", show);
  show();

  const MAIN = ["evaluate", "draw", "runs"]; // beside the first page, by address: names depend on the language
  const MENU = '[data-testid="stExpandSidebarButton"]';
  const bar = Object.assign(document.createElement("nav"), { className: "page-bar", ariaLabel: "Main pages", hidden: true });
  const links = () => [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')];
  const label = (link) => link.querySelector("[label]")?.getAttribute("label") ?? link.textContent.trim();
  const icon = (link) => link.querySelector('[data-testid="stIconMaterial"]')?.textContent ?? "";

  function item(kind, name, sign, onclick) {
    const element = document.createElement(kind);
    const image = Object.assign(document.createElement("i"), { textContent: sign, translate: false });
    image.setAttribute("aria-hidden", "true");
    element.append(image, name);
    element.addEventListener("click", onclick);
    return element;
  }

  function follow(event) {
    const link = links().find((each) => each.href === event.currentTarget.href);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.click();
    keepShut(performance.now() + 1000);
  }

  // A click on a link of the navigation opens or shuts the sidebar, which is shut here and unseen until it is so again.
  function keepShut(until) {
    document.documentElement.classList.toggle("sidebar-unseen", performance.now() < until);
    if (performance.now() >= until) return;
    document.querySelector('#stSidebar[data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')?.click();
    setTimeout(keepShut, 100, until);
  }

  function draw() {
    const found = links().filter((link, place) => !place || MAIN.includes(new URL(link.href).pathname.split("/").pop()));
    const shown = found.map((link) => [label(link), link.href, link.getAttribute("aria-current")]).join();
    bar.hidden = !found.length;
    document.documentElement.classList.toggle("has-page-bar", !bar.hidden);
    if (!found.length || shown === bar.dataset.shown) return;
    bar.dataset.shown = shown;
    bar.replaceChildren(
      ...found.map((link) => {
        const element = item("a", label(link), icon(link), follow);
        element.href = link.href;
        if (link.getAttribute("aria-current")) element.setAttribute("aria-current", "page");
        return element;
      }),
      Object.assign(
        item("button", "More", "menu", () => document.querySelector(MENU)?.click()),
        { type: "button", ariaLabel: "More pages" },
      ),
    );
  }

  // The window's title changes with the page, and after the navigation is there.
  const later = () => [0, 150, 600, 2000].forEach((delay) => setTimeout(draw, delay));
  new MutationObserver(later).observe(document.querySelector("title"), { childList: true });
  matchMedia("(max-width: 767.98px)").addEventListener("change", later);
  document.addEventListener("DOMContentLoaded", () => document.body.append(bar)); // behind everything, as it is on screen
  later();
})();
