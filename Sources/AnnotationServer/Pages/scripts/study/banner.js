import { button, byId, element } from "../element.js";
import { signInAddress } from "../signIn.js";

/**
 * The band above the image that says what stands between the user and the server.
 *
 * @param {{retry: () => void}} actions
 */
export function banner({ retry }) {
  const lines = new Map();

  const show = (name, text, { isBad = false, buttons = [] } = {}) => {
    const known = lines.get(name);
    if (known?.textOf === text) return;
    const line = element("div", { class: isBad ? "bad" : "" }, element("p", { text }), ...buttons);
    line.textOf = text;
    if (known) known.replaceWith(line);
    else byId("banner").append(line);
    lines.set(name, line);
  };
  const hide = (name) => {
    lines.get(name)?.remove();
    lines.delete(name);
  };
  const isOfSession = (problem) => ["not_signed_in", "other_account"].includes(problem?.code);
  const again = () => button("Try now", retry);
  let waiting = 0;
  let savedAt = null;
  /** Why the session is over, as an error; null while it goes on. */
  let ended = null;
  const showSession = () => {
    if (!ended) return hide("session");
    const kept = ["What you do is", "Your last action is"][waiting] ?? `Your last ${waiting} actions are`;
    return show("session", `${ended.message} ${kept} kept here and sent when you have signed in again.`, {
      isBad: true,
      // In a tab of its own, so that this page stays as it is.
      buttons: [element("a", {
        class: "button", href: signInAddress(), target: "_blank", text: "Sign in",
      }), again()],
    });
  };

  return {
    /** What could not be sent, and why. */
    showQueue: (state) => {
      waiting = state.waiting;
      if (isOfSession(state.problem)) ended = state.problem;
      else if (state.savedAt !== savedAt) ended = null;
      savedAt = state.savedAt;
      showSession();
      if (!state.problem || isOfSession(state.problem)) return hide("queue");
      const kept = waiting === 1 ? "Your last action is" : `Your last ${waiting} actions are`;
      return show("queue", `${state.problem.message} ${kept} kept here and sent again by itself.`,
        { isBad: true, buttons: [again()] });
    },
    /** That the session has ended; null when it goes on. */
    showSession: (problem) => {
      ended = isOfSession(problem) ? problem : null;
      showSession();
    },
    /** What somebody else did, and which of one's own actions was not done. */
    showConflict: (reason, dropped) => {
      const what = [...new Set(dropped.map(({ says }) => says))].join(", ");
      show("conflict", `${reason} What you see is how it is now. Not done: ${what}.`,
        { buttons: [button("Close", () => hide("conflict"))] });
    },
    showStream: (isOpen) => {
      // That one is signed out says it already.
      if (isOpen || ended) hide("stream");
      else show("stream", "What others do is not shown at the moment: no connection for news.");
    },
  };
}
