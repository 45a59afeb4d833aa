import { element } from "../element.js";

/**
 * A table whose first column names the row; all others are numbers.
 *
 * @param {string[]} columns
 * @param {string[][]} rows
 */
export function table(columns, rows) {
  return element("div", { class: "scroll", tabindex: "0" }, element("table", {},
    element("thead", {}, element("tr", {}, ...columns.map((text, index) =>
      element("th", { scope: "col", class: index ? "number" : "", text })))),
    element("tbody", {}, ...rows.map(([head, ...cells]) => element("tr", {},
      element("th", { scope: "row", text: head }),
      ...cells.map((text) => element("td", { class: "number", text })))))));
}
