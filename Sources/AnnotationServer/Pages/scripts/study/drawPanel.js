import { button, element } from "../element.js";
import { number } from "../format.js";
import { drawSample } from "./lineStyle.js";

/** Tools in the order of the panel: name, text, key, what the mouse does with it. */
const TOOLS = [
  ["seeds", "Seeds", "D", "Click on the border; near the first seed closes"],
  ["redraw", "Redraw arc", "R", "Click along the new line; its ends lie on the contour"],
  ["pull", "Pull line", "L", "Click where the chosen contour should run"],
  ["brush", "Brush", "B", "Paint what belongs to the label"],
  ["eraser", "Eraser", "E", "Take from the label"],
  ["region.add", "Belongs", "J", "Click inside what belongs to the label"],
  ["region.remove", "Not part", "⇧J", "Click inside what does not belong"],
];

/** The labels: choose one, show or hide it. */
export function labelsSection(store) {
  const rows = store.study.labels.map((label, index) => labelRow(store, label, index));
  const showChosen = () => {
    for (const { label, choose } of rows) {
      choose.setAttribute("aria-pressed", String(label.value === store.label));
    }
  };
  store.on("label", showChosen);
  showChosen();
  return element("section", { "aria-label": "Labels" }, element("h2", { text: "Labels" }),
    element("div", { class: "labels" }, ...rows.map(({ row }) => row)));
}

function labelRow(store, label, index) {
  const sample = element("canvas", { "aria-hidden": "true" });
  drawSample(sample, label);
  const choose = element("button", {
    type: "button", class: "choose",
    on: { click: () => store.set({ label: label.value }, "label") },
  }, sample, element("span", { class: "name", text: label.name }),
  index < 9 ? element("kbd", { "aria-hidden": "true", text: String(index + 1) }) : null);
  const show = element("button", {
    type: "button", class: "show", "aria-pressed": "true", "aria-label": `Show ${label.name}`,
    text: "shown",
    on: {
      click: () => {
        const isHidden = store.hiddenLabels.has(label.value);
        if (isHidden) store.hiddenLabels.delete(label.value);
        else store.hiddenLabels.add(label.value);
        show.setAttribute("aria-pressed", String(isHidden));
        show.textContent = isHidden ? "shown" : "hidden";
        store.emit("view");
      },
    },
  });
  return { label, choose, row: element("div", { class: "row" }, choose, show) };
}

/** The tools, and what works on the whole slice or study. */
export function toolsSection(store, commands, actions) {
  const hint = element("p", { class: "note" });
  const buttons = TOOLS.map(([tool, text, key, does]) => {
    const one = button(text, () => store.set({ tool }, "tool"), { key, title: does });
    return { tool, one, does };
  });
  const brush = slider("Brush", 0.5, 60, 0.5, () => store.brushMillimetres,
    (value) => store.set({ brushMillimetres: value }, "tool"), (value) => `${number(value, 1)} mm`);
  const showTool = () => {
    for (const { tool, one, does } of buttons) {
      one.setAttribute("aria-pressed", String(tool === store.tool));
      if (tool === store.tool) hint.textContent = `${does}.`;
    }
    brush.refresh();
    brush.root.hidden = store.tool !== "brush" && store.tool !== "eraser";
  };
  store.on("tool", showTool);
  showTool();
  const { slices, frames } = store.size;
  return element(
    "section", { "aria-label": "Tools", class: "for-editing" }, element("h2", { text: "Tools" }),
    element("div", { class: "tools" }, ...buttons.map(({ one }) => one)), hint, brush.root,
    element("div", { class: "tools" },
      slices > 2 ? button("Fill slices", () => commands.interpolate(), {
        key: "I", title: "Draw the chosen label between drawn slices of this frame",
      }) : null,
      frames > 1 ? button("Fill time", () => commands.propagate(), {
        key: "P", title: "Carry the chosen label on from frame to frame",
      }) : null,
      actions.presegment ? button("First version", actions.presegment, {
        title: "Have a network draw the first version",
      }) : null));
}

/** Brightness of the image, strength of the fill. */
export function viewSection(store) {
  const { least = 0, most = 1, window: first } = store.study.intensity;
  const span = Math.max(most - least, 1e-6);
  const step = span > 50 ? 1 : span / 200;
  const show = (value) => number(value, span > 50 ? 0 : 2);
  const sliders = [
    slider("Level", least, most, step, () => store.window.centre,
      (centre) => store.set({ window: { ...store.window, centre } }, "view"), show),
    slider("Window", step, Math.max(span, first.width), step, () => store.window.width,
      (width) => store.set({ window: { ...store.window, width } }, "view"), show),
    slider("Fill", 0, 100, 5, () => store.fillOpacity * 100,
      (percent) => store.set({ fillOpacity: percent / 100 }, "view"), (value) => `${number(value)} %`),
  ];
  store.on("view", () => sliders.forEach(({ refresh }) => refresh()));
  return element("section", { "aria-label": "View" }, element("h2", { text: "View" }),
    ...sliders.map(({ root }) => root));
}

function slider(name, min, max, step, read, write, shown) {
  const input = element("input", { type: "range", min, max, step });
  const output = element("output");
  const root = element("label", { class: "slider" }, name, input, output);
  const refresh = () => {
    input.value = read();
    output.textContent = shown(read());
  };
  input.addEventListener("input", () => write(Number(input.value)));
  refresh();
  return { root, refresh };
}
