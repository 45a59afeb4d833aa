import { byId, element } from "../element.js";

/**
 * The panel on the right, as tabs.
 *
 * @param {{id: string, title: string, content: Node[], onShow?: () => void}[]} tabs
 * @returns {{show: (id: string) => void}}
 */
export function panelTabs(tabs) {
  const list = element("div", { role: "tablist", "aria-label": "Panel" });
  const parts = tabs.map(({ id, title, content, onShow }) => {
    const tab = element("button", {
      type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, text: title,
      on: { click: () => show(id) },
    });
    const body = element("div", {
      role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, tabindex: "0",
    }, ...content);
    list.append(tab);
    return { id, tab, body, onShow };
  });
  byId("panel").append(list, ...parts.map(({ body }) => body));

  const show = (id) => {
    for (const part of parts) {
      const isShown = part.id === id;
      part.tab.setAttribute("aria-selected", String(isShown));
      part.tab.tabIndex = isShown ? 0 : -1;
      part.body.hidden = !isShown;
      if (isShown) part.onShow?.();
    }
  };
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = parts.findIndex(({ tab }) => tab === document.activeElement);
    const next = parts[(at + step + parts.length) % parts.length];
    show(next.id);
    next.tab.focus();
  });
  show(tabs[0].id);
  return { show };
}
