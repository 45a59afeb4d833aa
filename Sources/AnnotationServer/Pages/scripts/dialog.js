import { button, element } from "./element.js";

/**
 * Opens a modal dialog; focus stays in it and goes back when it closes.
 *
 * @param {string} title
 * @param {Node[]} content
 * @param {{wide?: boolean}} [options]
 * @returns {{dialog: HTMLDialogElement, close: () => void}}
 */
export function openDialog(title, content, { wide = false } = {}) {
  const heading = `dialog-${Math.random().toString(36).slice(2)}`;
  const dialog = element(
    "dialog", { class: wide ? "wide" : "", "aria-labelledby": heading },
    element(
      "header", {}, element("h2", { id: heading, text: title }),
      element("button", {
        type: "button", class: "plain", "aria-label": "Close", text: "×",
        on: { click: () => dialog.close() },
      })),
    ...content);
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, close: () => dialog.close() };
}

/**
 * Asks before something that cannot be taken back.
 *
 * @param {{title: string, text: string, word?: string, verb: string}} question `word` has to be
 *   typed first, so that no habit of pressing Enter deletes.
 * @returns {Promise<boolean>}
 */
export function confirmByTyping({ title, text, word, verb }) {
  return new Promise((resolve) => {
    let isConfirmed = false;
    const input = element("input", { type: "text", autocomplete: "off", spellcheck: "false" });
    const submit = element(
      "button", { type: "submit", class: "danger", disabled: word != null, text: verb });
    input.addEventListener("input", () => {
      submit.disabled = input.value.trim() !== word;
    });
    const form = element(
      "form", {
        on: {
          submit: (event) => {
            event.preventDefault();
            isConfirmed = true;
            close();
          },
        },
      },
      element("p", { text }),
      word == null
        ? null : element("label", { class: "field" }, `Type "${word}" to go on`, input),
      element("div", { class: "buttons" }, submit, button("Cancel", () => close())));
    const { dialog, close } = openDialog(title, [form]);
    dialog.addEventListener("close", () => resolve(isConfirmed));
    (word == null ? submit : input).focus();
  });
}
