import { button, element } from "../element.js";
import { number } from "../format.js";

const WEAK_CONFIDENCE = 0.5;

/** This slice: its contours with areas and confidence, and the verdict on all of them. */
export function sliceSection(store, commands) {
  const list = element("div");
  const verdict = element("div", { class: "tools for-editing" },
    button("Accept slice", () => commands.review("accept"), { key: "A" }),
    button("Reject draft", () => commands.review("reject"), {
      key: "X", title: "Remove what a machine made here and nobody touched",
    }));
  const show = () => {
    if (list.contains(document.activeElement) && document.activeElement.matches("select")) return;
    const focused = document.activeElement?.dataset?.contour;
    const { contours } = store.drawing();
    list.replaceChildren(...(contours.length
      ? contours.map((contour) => contourRow(contour, store, commands))
      : [element("p", { class: "note", text: store.hasDrawing() ? "Nothing is drawn here." : "Loading." })]));
    if (focused) list.querySelector(`[data-contour="${CSS.escape(focused)}"]`)?.focus();
    verdict.hidden = !contours.length;
  };
  store.on("drawing selection position", show);
  show();
  return element("section", { "aria-label": "This slice" },
    element("h2", { text: "This slice" }), list, verdict);
}

function contourRow(contour, store, commands) {
  const label = store.labelOf(contour.label);
  const isSelected = contour.name === store.selected;
  const weakest = Math.min(...(contour.arcs ?? []).map(({ confidence }) => confidence ?? Infinity));
  const size = contour.is_closed
    ? contour.area_mm2 == null ? "" : `${number(contour.area_mm2)} mm²`
    : contour.length_mm == null ? "open" : `open, ${number(contour.length_mm, 1)} mm`;
  const pick = element("button", {
    type: "button", class: "pick", "aria-pressed": String(isSelected), data: { contour: contour.name },
    on: { click: () => store.set({ selected: isSelected ? null : contour.name }, "selection") },
  }, element("strong", { text: label.name }), element("span", { text: size }));
  pick.firstChild.style.color = label.colour;
  const facts = [
    madeBy(contour),
    Number.isFinite(weakest)
      ? `weakest arc ${number(weakest, 2)}${weakest < WEAK_CONFIDENCE ? ", look" : ""}` : "",
    `${contour.seeds.length} seed${contour.seeds.length === 1 ? "" : "s"}`,
  ].filter(Boolean).join(" · ");
  return element(
    "div", { class: `contour${isSelected ? " is-selected" : ""}` }, pick,
    element("div", { class: "small muted", text: contour.problem ?? facts }),
    isSelected && store.may("edit") ? contourButtons(contour, store, commands) : null);
}

function madeBy(contour) {
  const state = { accepted: "accepted", edited: "corrected", untouched: "not looked at" }[contour.review];
  // What was filled in between drawn slices or frames is the session's own.
  const maker = contour.made_by === "session" ? "filled in" : contour.made_by;
  if (contour.is_machine_made) return `${maker}, not looked at`;
  return contour.made_by === "human" ? (contour.review === "accepted" ? "drawn, accepted" : "drawn")
    : `${maker}, ${state ?? "corrected"}`;
}

function contourButtons(contour, store, commands) {
  const relabel = element("select", {
    "aria-label": "Label of this contour",
    on: {
      change: () => {
        const value = Number(relabel.value);
        // Without the focus the list of contours may be drawn anew.
        relabel.blur();
        commands.relabel(contour.name, value);
      },
    },
  }, ...store.study.labels.map(({ value, name }) =>
    element("option", { value, text: name, selected: value === contour.label })));
  return element(
    "div", { class: "buttons" },
    button("Accept", () => commands.review("accept", contour.name)),
    button("−1 mm", () => commands.grow(contour.name, -1), { "aria-label": "Shrink by 1 mm" }),
    button("+1 mm", () => commands.grow(contour.name, 1), { "aria-label": "Grow by 1 mm" }),
    relabel,
    contour.is_machine_made
      ? button("Reject", () => commands.review("reject", contour.name))
      : button("Delete", () => commands.deleteContour(contour.name)));
}
