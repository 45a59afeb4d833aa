import { element } from "../element.js";
import { number } from "../format.js";
import { opposite } from "./directions.js";


/**
 * What stands in the image's corners and at its edges: window, value under the pointer, the bar of
 * millimetres and where the patient's sides are.
 *
 * @param {import("./imageView.js").ImageView} view
 * @param {import("./store.js").StudyStore} store
 */
export function corners(view, store) {
  const place = element("div", { class: "corner top-left" });
  const windowText = element("div", { class: "corner top-right" });
  const value = element("div", { class: "corner bottom-left" });
  view.container.append(place, windowText, value);
  const [i, j] = store.study.directions ?? [];
  for (const [side, letter] of [["east", i], ["west", opposite(i)], ["south", j], ["north", opposite(j)]]) {
    if (letter) view.container.append(element("div", { class: `corner side ${side}`, text: letter }));
  }
  const scaleBar = element("div", { class: "corner scale", "aria-hidden": "true" },
    element("span"), element("i"));
  view.container.append(scaleBar);

  const unit = store.study.modality === "CT" ? " HU" : "";
  const showPlace = () => {
    const { slices, frames } = store.size;
    place.textContent = [
      slices > 1 ? `slice ${store.slice} (0 to ${slices - 1})` : "",
      frames > 1 ? `frame ${store.frame} (0 to ${frames - 1})` : "",
    ].filter(Boolean).join(" · ");
  };
  const showWindow = () => {
    windowText.textContent = `level ${number(store.window.centre)}${unit}  `
      + `window ${number(store.window.width)}${unit}`;
  };
  const showValue = () => {
    const { cursor } = store;
    const intensity = cursor && view.intensityAt(cursor);
    value.textContent = intensity == null
      ? "" : `x ${number(cursor.x, 1)}  y ${number(cursor.y, 1)}  value ${number(intensity)}${unit}`;
  };
  const showBar = () => {
    const { millimetres, pixels } = barLength(view.viewport.scale);
    scaleBar.firstChild.textContent = millimetres >= 1 ? `${millimetres} mm` : `${millimetres * 1000} µm`;
    scaleBar.lastChild.style.width = `${pixels}px`;
  };
  store.on("position", showPlace);
  store.on("view", showWindow);
  store.on("cursor", showValue);
  store.on("viewport", showBar);
  showPlace();
  showWindow();
  showBar();
}

/** The longest of 1, 2, 5, 10 ... millimetres that takes up to 120 pixels. */
function barLength(pixelsPerMillimetre) {
  let best = 0.01;
  for (let power = -2; power <= 3; power += 1) {
    for (const digit of [1, 2, 5]) {
      const length = digit * 10 ** power;
      if (length * pixelsPerMillimetre <= 120) best = length;
    }
  }
  return { millimetres: Number(best.toPrecision(1)), pixels: best * pixelsPerMillimetre };
}
