/** The name of a key with what is held beside it, as the table writes it. */
function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const control = event.ctrlKey || event.metaKey ? "Control+" : "";
  // Shift belongs to characters such as ? and + already, which differ between keyboards.
  const isLetterOrNamed = event.key.length > 1 || /\p{L}/u.test(event.key);
  return `${control}${event.shiftKey && isLetterOrNamed ? "Shift+" : ""}${key}`;
}

const isTyping = (target) =>
  target.matches("input:not([type=range]):not([type=checkbox]), textarea, select");

/** Whether a control that has the focus needs this key for itself. */
function isControlsOwn({ key, target }) {
  if (target.matches("button, a, summary, input[type=checkbox]")) {
    if (key === " " || key === "Enter") return true;
  }
  if (target.matches("[role=tab]")) return key === "ArrowLeft" || key === "ArrowRight";
  return target.matches("input[type=range]") && /^(Arrow|Page|Home|End)/.test(key);
}

/**
 * Connects the table of keys with the keyboard.
 *
 * @param {ReturnType<import("./keys.js").keyTable>} table
 * @param {import("./store.js").StudyStore} store
 * @param {import("./pointer.js").Pointer} pointer
 */
export function connectKeyboard(table, store, pointer) {
  const all = table.flatMap((group) => group.keys);
  const ordinary = new Map(all.filter((key) => !key.isCursorKey).map((key) => [key.key, key]));
  const ofCursor = new Map(all.filter((key) => key.isCursorKey).map((key) => [key.key, key]));
  ordinary.set("=", ordinary.get("+"));

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.altKey) return;
    if (isTyping(event.target) || isControlsOwn(event)) return;
    const name = nameOf(event);
    const digit = /^[1-9]$/.test(event.key) && !event.ctrlKey;
    const found = (store.hasKeyboardCursor && ofCursor.get(name)) || ordinary.get(name);
    if (!found && !digit && event.key !== " ") return;
    if (event.ctrlKey && !found) return;
    event.preventDefault();
    if (digit) chooseLabel(store, Number(event.key));
    else if (!found) pointer.isSpaceHeld = true;
    else if (found.edits && !store.may("edit")) {
      store.emit("problem", "This study is open for reading only.");
    } else if (!event.repeat || isRepeatable(found)) found.run();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === " ") pointer.isSpaceHeld = false;
    if (event.key.toLowerCase() === "h" && store.areOverlaysHidden) {
      store.set({ areOverlaysHidden: false }, "view");
    }
  });
  window.addEventListener("blur", () => {
    pointer.isSpaceHeld = false;
    if (store.areOverlaysHidden) store.set({ areOverlaysHidden: false }, "view");
  });
}

/** Held, a key of looking or moving goes on; one that changes something does so once. */
const isRepeatable = (key) => !key.edits && /Arrow|Page|[.,]/.test(key.key);

function chooseLabel(store, digit) {
  const label = store.study.labels[digit - 1];
  if (label) store.set({ label: label.value }, "label");
}
