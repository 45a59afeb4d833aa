import { element } from "../element.js";
import { dimensions, spacing } from "../format.js";

/** The image: its size, what its reading warned of, and what was taken out of the file. */
export function imageSection({ dimensions: size, spacing_mm: millimetres, warnings = [], removed = [] }) {
  return element("section", { "aria-label": "The image" }, element("h2", { text: "The image" }),
    element("p", { class: "note", text: `${dimensions(size)}; ${spacing(millimetres)}` }),
    warnings.length
      ? element("ul", { class: "warnings" }, ...warnings.map((text) => element("li", { text }))) : null,
    removed.length ? element("p", { class: "note", text: `Taken out: ${removed.join(", ")}.` }) : null);
}
