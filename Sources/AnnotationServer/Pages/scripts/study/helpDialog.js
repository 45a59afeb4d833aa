import { openDialog } from "../dialog.js";
import { element } from "../element.js";

/** Shows every key and what it does. */
export function openHelp(table) {
  const groups = table.map(({ title, keys }) => element(
    "section", {}, element("h3", { text: title }),
    element("dl", {}, ...keys.filter((key) => key.shown).flatMap((key) => [
      element("dt", {}, element("kbd", { text: key.shown })),
      element("dd", { text: key.does }),
    ]))));
  openDialog("Keys", [
    element("p", {}, "1 to 9 choose a label. Middle drag, or drag with Space held, moves the image. ",
      "An unbroken line was drawn or accepted by a person, a broken one by a machine. ",
      "Every tool is also a button on the right."),
    element("div", { class: "keys" }, ...groups),
  ], { wide: true });
}
