import { button, byId, element } from "../element.js";
import { ago } from "../format.js";
import { signInAddress } from "../signIn.js";
import { edAndEs } from "./heartMoments.js";

/**
 * The bar at the top: study, frame, undo and redo, what is saved, who else is here.
 *
 * @param {import("./store.js").StudyStore} store
 * @param {{commands: import("./commands.js").Commands, help: () => void,
 *   toggleSideViews: () => void}} actions
 * @returns {{showSaved: (state: object) => void, showPeople: (names: string[]) => void,
 *   showAcross: (isShown: boolean) => void}}
 */
export function topBar(store, { commands, help, toggleSideViews }) {
  const title = element("span", { class: "title" });
  const badge = element("span");
  const place = element("output", { class: "place", "aria-label": "Slice and frame" });
  const undo = button("Undo", () => commands.undo(), { key: "Z" });
  const redo = button("Redo", () => commands.redo(), { key: "⇧Z" });
  const saved = element("span", { id: "saved", role: "status", "aria-live": "polite" });
  const people = element("span", { id: "people" });
  const { frames } = store.size;
  const frameGroup = element(
    "span", { class: "group" },
    frames > 1 ? button("‹", () => store.goTo({ frame: store.frame - 1 }),
      { "aria-label": "Frame before" }) : null,
    place,
    frames > 1 ? button("›", () => store.goTo({ frame: store.frame + 1 }),
      { "aria-label": "Next frame" }) : null);
  const across = button("Across", toggleSideViews, { key: "V", "aria-pressed": "false", title: "Show the two planes across this one" });
  const editing = element("span", { class: "group for-editing" }, undo, redo);

  byId("top").append(
    element("a", { class: "brand", href: store.account ? "/studies.html" : "/index.html" },
      "Contourist"),
    title, badge, frameGroup, editing, saved, element("span", { class: "spring" }), people,
    element("span", { class: "group" },
      across,
      element("a", { class: "button", href: `/results.html?id=${store.study.id}`, text: "Results" }),
      button("?", help, { "aria-label": "Keys", title: "Keys" })),
    store.account
      ? element("a", { href: "/account.html", text: store.account.name })
      : element("a", { href: signInAddress(), text: "Sign in" }));

  const showStudy = () => {
    title.textContent = store.study.title;
    title.title = store.study.title;
    badge.className = `badge ${store.study.status}`;
    badge.textContent = store.study.status;
    document.title = `${store.study.title} - Contourist`;
    byId("page-title").textContent = store.study.title;
  };
  const showPlace = () => {
    const { slices } = store.size;
    const moments = edAndEs(store);
    const name = moments && frames > 1
      ? { [moments.ed]: " ED", [moments.es]: " ES" }[store.frame] ?? "" : "";
    place.textContent = [
      slices > 1 ? `slice ${store.slice}` : "", frames > 1 ? `frame ${store.frame}${name}` : "",
    ].filter(Boolean).join(", ");
    undo.disabled = !store.canUndo;
    redo.disabled = !store.canRedo;
  };
  store.on("study", showStudy);
  store.on("position overview undo", showPlace);
  showStudy();
  showPlace();

  let state = { waiting: 0, savedAt: null, problem: null };
  const tell = () => {
    const { waiting, savedAt, problem } = state;
    let text = "";
    if (problem) text = `not saved: ${waiting} kept here`;
    else if (waiting) text = "saving";
    else if (savedAt) text = `saved ${ago(new Date(savedAt).toISOString())}`;
    else text = store.may("edit") ? "all saved" : "reading only";
    saved.className = problem ? "failed" : waiting ? "waiting" : "";
    if (saved.textContent !== text) saved.textContent = text;
  };
  // The age of the last save is not worth a word to a screen reader every second.
  setInterval(() => {
    saved.setAttribute("aria-live", "off");
    tell();
    saved.setAttribute("aria-live", "polite");
  }, 1000);
  tell();

  return {
    showAcross: (isShown) => across.setAttribute("aria-pressed", String(isShown)),
    showSaved: (newState) => {
      state = newState;
      tell();
    },
    showPeople: (names) => {
      const others = names.filter((name) => name !== store.account?.name);
      people.textContent = others.length ? `also here: ${others.join(", ")}` : "";
      people.title = people.textContent;
    },
  };
}
