import { api } from "../api.js";
import { button, element } from "../element.js";
import { openConsent } from "../consentDialog.js";
import { counted, dateTime } from "../format.js";
import { attempt, notice } from "../notice.js";

/** Steps by status: what may be done, what the button says, whom it is for. */
const STEPS = [
  { step: "submit", text: "Submit for review", from: ["open", "returned"], needs: "submit" },
  { step: "reopen", text: "Take back", from: ["submitted"], needs: "reopen" },
  { step: "approve", text: "Approve", from: ["submitted"], needs: "review" },
  { step: "return", text: "Return with comment", from: ["submitted"], needs: "review" },
  { step: "reopen", text: "Reopen", from: ["approved"], needs: "reopen" },
];

/**
 * The review: where the study stands, the next step, consent, and comments at their places.
 *
 * @param {import("./store.js").StudyStore} store
 * @param {import("./actionQueue.js").ActionQueue} queue
 * @returns {{content: Node[], load: () => Promise<void>, focusComment: () => void}}
 */
export function reviewPanel(store, queue) {
  const path = `/api/studies/${store.study.id}`;
  const status = element("p", { "aria-live": "polite" });
  const buttons = element("div", { class: "buttons" });
  const list = element("div");
  const text = element("textarea", { maxlength: 2000, "aria-label": "Comment" });
  const isPinned = element("input", { type: "checkbox", checked: true });
  const pinText = element("span");

  const showStudy = () => {
    const { study } = store;
    const to = store.overview.positions.reduce((sum, position) => sum + position.machine_made, 0);
    status.textContent = `The study is ${study.status}. ${to
      ? `Nobody has looked at ${counted(to, "machine-made contour")}.` : ""}`;
    buttons.replaceChildren(
      ...STEPS.filter(({ from, needs }) => from.includes(study.status) && store.may(needs))
        .map(({ step, text: says }) => button(says, () => take(step), {
          class: step === "approve" || step === "submit" ? "primary" : "",
        })),
      store.account ? button("Consent", () => openConsent(study, { mayDecide: store.may("consent") })) : "");
  };
  const take = (step) => attempt(async () => {
    if (!queue.isIdle) throw new Error("Some actions are not saved yet; wait until they are.");
    // A comment that is half written goes with no other step; it stays where it is.
    const comment = step === "return" ? text.value.trim() : "";
    if (step === "return" && !comment) {
      text.focus();
      throw new Error("Write what is to be changed into the comment first.");
    }
    store.study = await api.post(
      `${path}/review`, { step, base: store.sequence, ...(comment ? { comment } : {}) });
    store.sequence = Math.max(store.sequence, store.study.sequence ?? 0);
    if (step === "return") text.value = "";
    store.emit("study");
    await load();
    notice(`The study is ${store.study.status}.`);
  });
  const send = (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (!said) return;
    const place = isPinned.checked
      ? {
        slice: store.slice, frame: store.frame, ...pinPlace(store),
        ...(store.selected ? { contour: store.selected } : {}),
      } : {};
    attempt(async () => {
      await api.post(`${path}/comments`, { text: said, ...place });
      text.value = "";
      store.commentAt = null;
      store.emit("comment");
      await load();
    });
  };
  const showPin = () => {
    pinText.textContent = `at slice ${store.slice}${store.size.frames > 1 ? `, frame ${store.frame}` : ""}`
      + `${store.commentAt ? ", at the place pointed at" : ""}`;
  };
  const load = async () => {
    store.comments = await api.get(`${path}/comments`);
    store.emit("selection");
    list.replaceChildren(...(store.comments.length
      ? store.comments.map((comment) => commentCard(comment, store, path, load))
      : [element("p", { class: "note", text: "No comments." })]));
  };
  store.on("study overview", showStudy);
  store.on("position", () => { store.commentAt = null; });
  store.on("position comment", showPin);
  showStudy();
  showPin();

  const form = store.account ? element(
    "form", { on: { submit: send } }, text,
    element("label", { class: "check small" }, isPinned, pinText),
    element("div", { class: "buttons" }, element("button", { type: "submit", text: "Comment" }))) : "";
  return {
    load,
    focusComment: () => text.focus(),
    content: [
      element("section", { "aria-label": "Review" }, element("h2", { text: "Review" }), status, buttons),
      element("section", { "aria-label": "Comments" }, element("h2", { text: "Comments" }), form, list),
    ],
  };
}

const pinPlace = (store) => (store.commentAt ? { x: store.commentAt.x, y: store.commentAt.y } : {});

function commentCard(comment, store, path, load) {
  const place = comment.slice == null ? "" : `slice ${comment.slice}`
    + `${store.size.frames > 1 ? `, frame ${comment.frame ?? 0}` : ""}`;
  const resolve = () => attempt(async () => {
    await api.patch(`${path}/comments/${comment.id}`, { is_resolved: !comment.is_resolved });
    await load();
  });
  return element(
    "article", { class: `comment${comment.is_resolved ? " is-resolved" : ""}` },
    element("div", { class: "small muted", text: `${comment.author}, ${dateTime(comment.time)}` }),
    element("p", { text: comment.text }),
    element("div", { class: "buttons" },
      place ? button(place, () => {
        store.goTo({ slice: comment.slice, frame: comment.frame ?? 0 });
        store.set({ selected: comment.contour ?? null }, "selection");
      }, { "aria-label": `Go to ${place}` }) : null,
      store.account ? button(comment.is_resolved ? "Open again" : "Dealt with", resolve) : null));
}
