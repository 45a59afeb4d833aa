import { byId } from "../element.js";
import { number } from "../format.js";
import { stateOf } from "./strip.js";

const PAUSE_MILLISECONDS = 350;

/**
 * Says in words, for screen readers, where one is and what is under the keyboard's cursor.
 *
 * @param {import("./store.js").StudyStore} store
 * @param {import("./imageView.js").ImageView} view
 */
export function speak(store, view) {
  let timer = 0;
  const say = (words) => {
    clearTimeout(timer);
    timer = setTimeout(() => { byId("spoken").textContent = words(); }, PAUSE_MILLISECONDS);
  };
  store.on("position", () => say(() => {
    const { slices, frames } = store.size;
    const { word } = stateOf(store, store.slice, store.frame);
    const frame = frames > 1 ? `; frame ${store.frame}, 0 to ${frames - 1}` : "";
    return `Slice ${store.slice}, 0 to ${slices - 1}${frame}. ${word}`;
  }));
  store.on("cursor", () => store.hasKeyboardCursor && say(() => {
    const { x, y } = store.cursor;
    const { hover } = store;
    const over = hover ? `, on ${hover.kind === "seed" ? "a seed" : "the line"} of ${hover.contour}` : "";
    const value = view.intensityAt(store.cursor);
    return `x ${number(x, 1)}, y ${number(y, 1)}, value ${number(value)}${over}`;
  }));
}
