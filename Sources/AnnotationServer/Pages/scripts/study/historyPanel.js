import { api } from "../api.js";
import { button, element } from "../element.js";
import { counted, dateTime, duration } from "../format.js";
import { attempt } from "../notice.js";
import { inWords } from "./actionWords.js";

const PAGE = 200;
/** Of the newest page: what others did since the last news is on it too. */
const MOST_AT_ONCE = 1000;

/**
 * Who did what and when, and the time and actions of each person; the newest first.
 *
 * @param {import("./store.js").StudyStore} store
 * @returns {{content: Node[], load: () => Promise<void>}}
 */
export function historyPanel(store) {
  const people = element("tbody");
  const list = element("ol", { class: "history" });
  const more = button("More", () => fetchPage());
  /** Actions before the oldest one shown; null before anything is shown. */
  let earlier = null;

  const fetchPage = () => attempt(async () => {
    const after = Math.max(0, (earlier ?? store.sequence) - PAGE);
    const limit = earlier == null ? MOST_AT_ONCE : earlier - after;
    const history = await api.get(`/api/studies/${store.study.id}/history`, { after, limit });
    people.replaceChildren(...history.people.map((person) => element("tr", {},
      element("th", { scope: "row", text: person.name }),
      element("td", { class: "number", text: counted(person.actions, "action") }),
      element("td", { class: "number", text: duration(person.seconds) }))));
    if (earlier == null) list.replaceChildren();
    list.append(...history.entries.reverse().map((entry) => historyLine(entry, store)));
    earlier = after;
    more.hidden = after === 0;
    if (!list.children.length) list.append(element("li", { text: "Nothing was done yet." }));
  });
  return {
    load: () => {
      earlier = null;
      return fetchPage();
    },
    content: [
      element("section", { "aria-label": "People" }, element("h2", { text: "People" }),
        element("table", { class: "facts" }, people)),
      element("section", { "aria-label": "Actions" }, element("h2", { text: "Actions" }), list, more),
    ],
  };
}

function historyLine(entry, store) {
  const place = entry.slice == null ? "" : `slice ${entry.slice}`
    + `${store.size.frames > 1 && entry.frame != null ? `, frame ${entry.frame}` : ""}`;
  return element("li", {},
    element("div", {}, `${entry.sequence}  ${inWords(entry.action)}`),
    element("div", { class: "muted" }, `${entry.author}, ${dateTime(entry.time)} `,
      place ? button(place, () => store.goTo({ slice: entry.slice, frame: entry.frame ?? 0 }),
        { class: "plain small", "aria-label": `Go to ${place}` }) : null));
}
