import { api, checkSession, RequestError, whoIsThere } from "../api.js";
import { byId, element } from "../element.js";
import { attempt, notice } from "../notice.js";
import { openPresegment } from "../presegmentDialog.js";
import { signInAddress } from "../signIn.js";
import { ActionQueue } from "./actionQueue.js";
import { banner } from "./banner.js";
import { cine } from "./cine.js";
import { Commands } from "./commands.js";
import { corners } from "./corners.js";
import { labelsSection, toolsSection, viewSection } from "./drawPanel.js";
import { openHelp } from "./helpDialog.js";
import { historyPanel } from "./historyPanel.js";
import { imageSection } from "./imageSection.js";
import { ImageView } from "./imageView.js";
import { connectKeyboard } from "./keyboard.js";
import { keyTable } from "./keys.js";
import { Fronts } from "./livePath.js";
import { panelTabs } from "./panelTabs.js";
import { PlaneCache } from "./planes.js";
import { Pointer } from "./pointer.js";
import { reviewPanel } from "./reviewPanel.js";
import { DrawingSession } from "./session.js";
import { sideViews } from "./sideViews.js";
import { sliceSection } from "./slicePanel.js";
import { speak } from "./speak.js";
import { StudyStore } from "./store.js";
import { nextPlace, strip } from "./strip.js";
import { Sync } from "./sync.js";
import { topBar } from "./topBar.js";
import { volumesSection } from "./volumesPanel.js";

const ADDRESS_PAUSE_MILLISECONDS = 250;

window.contouristMetrics = { previewMilliseconds: [], clickToContourMilliseconds: [] };

/** Builds the page around a study. */
async function open() {
  const id = new URLSearchParams(location.search).get("id");
  const account = await whoIsThere();
  const study = await api.get(`/api/studies/${id}`);
  if (!study.dimensions) {
    sayInstead(study.status === "failed" ? `The import failed: ${study.problem}`
      : "The study is still being read. It opens from the list when it is ready.");
    return;
  }
  const store = new StudyStore(study, account);
  const where = new URLSearchParams(location.hash.slice(1));
  if (where.has("slice")) store.goTo({ slice: Number(where.get("slice")) });
  if (where.has("frame")) store.goTo({ frame: Number(where.get("frame")) });
  buildPage(store);
}

function buildPage(store) {
  const planes = new PlaneCache(store.study.id);
  const fronts = new Fronts(store.study.id, store.size);
  const lines = banner({ retry: () => queue.retry() });
  const queue = new ActionQueue(
    store.study.id, store.account, queueHandlers(store, lines, () => ({ view, sync, bar })));
  const commands = new Commands(store, queue, fronts);
  const session = new DrawingSession(store, commands);
  const view = new ImageView(byId("image"), store, planes, session);
  const pointer = new Pointer(view, store, session);
  const side = sideViews(store, planes, view);
  const review = reviewPanel(store, queue);
  const history = historyPanel(store);
  const sync = new Sync(store, {
    onPeople: (names) => bar.showPeople(names),
    onJob: showJob,
    onComment: () => attempt(() => review.load()),
    onStream: async (isOpen) => {
      // News that stop are often the first sign of a session that has ended.
      lines.showSession(isOpen ? null : await checkSession().then(() => null, (error) => error));
      lines.showStream(isOpen);
    },
    onBack: () => {
      view.show();
      queue.retry();
      attempt(() => review.load());
    },
    onShown: () => {
      session.startPulse();
      view.invalidate("live");
    },
  });
  sync.isSending = () => !queue.isIdle;

  const actions = {
    help: () => openHelp(table),
    escape: () => {
      session.cancel();
      store.set({ hasKeyboardCursor: false, selected: null }, "selection");
    },
    nextPlace: () => {
      const next = nextPlace(store);
      if (next) store.goTo(next);
      else notice("Nothing is in doubt.");
    },
    toggleCine: () => player.toggle(),
    toggleSideViews: () => {
      const isShown = side.toggle();
      sync.wantsFrame = isShown;
      bar.showAcross(isShown);
      if (!isShown && store.size.slices < 2) notice("One slice has no planes across it.");
    },
    comment: () => {
      store.commentAt = store.cursor && { ...store.cursor };
      store.emit("comment");
      tabs.show("review");
      review.focusComment();
    },
    toggleKeyboardCursor: () => toggleKeyboardCursor(store, view, pointer),
  };
  const bar = topBar(store, { commands, help: actions.help, toggleSideViews: actions.toggleSideViews });
  const table = keyTable({ store, commands, session, pointer, view, actions });
  const presegment = store.account
    ? () => openPresegment(store.study, { frame: store.size.frames > 1 ? store.frame : null }) : null;
  const tabs = panelTabs([
    {
      id: "draw", title: "Draw",
      content: [
        labelsSection(store), toolsSection(store, commands, { presegment }),
        sliceSection(store, commands), volumesSection(store), viewSection(store),
        imageSection(store.study),
      ],
    },
    { id: "review", title: "Review", content: review.content },
    { id: "history", title: "History", content: history.content, onShow: () => history.load() },
  ]);
  const player = cine(store);
  strip(store, planes, view);
  corners(view, store);
  speak(store, view);
  connectKeyboard(table, store, pointer);
  // They change while one looks on: somebody submits the study, or returns it.
  const showRights = () => {
    document.body.classList.toggle("is-reading", !store.may("edit"));
    byId("tab-draw").textContent = store.may("edit") ? "Draw" : "View";
    store.emit("drawing");
  };
  store.on("study", showRights);
  showRights();
  store.on("problem", (text) => notice(text, "error"));
  let timer = 0;
  store.on("position", () => {
    clearTimeout(timer);
    // Browsers refuse addresses that change as fast as frames play.
    timer = setTimeout(() => window.history.replaceState(
      null, "", `#slice=${store.slice}&frame=${store.frame}`), ADDRESS_PAUSE_MILLISECONDS);
  });

  view.show();
  sync.fetchDrawing();
  sync.fetchOverview();
  sync.begin();
  attempt(() => review.load());
  const kept = store.may("edit") ? queue.restore() : 0;
  if (kept) {
    notice(kept === 1 ? "One action of your last visit was not saved yet; it is sent now."
      : `${kept} actions of your last visit were not saved yet; they are sent now.`);
  }
  window.addEventListener("beforeunload", (event) => {
    if (!queue.isIdle) event.preventDefault();
  });
}

/** What happens to the page when the server answers; the page's parts exist by then. */
function queueHandlers(store, lines, parts) {
  return {
    onChange: (entries) => {
      store.pending = entries;
      store.refresh();
    },
    onState: (state) => {
      parts().bar.showSaved(state);
      lines.showQueue(state);
    },
    onDone: (done, entry) => {
      const { view, sync } = parts();
      store.pending = store.pending.filter((other) => other !== entry);
      store.sequence = Math.max(store.sequence, done.sequence);
      Object.assign(store, { canUndo: done.can_undo, canRedo: done.can_redo });
      store.dropProvisional();
      // Of many slices that changed only the first are drawn in the answer.
      for (const { slice, frame } of done.positions ?? []) store.forget(slice, frame);
      store.receive(done.drawings);
      if (!store.hasDrawing()) sync.fetchDrawing();
      store.emit("undo");
      if (entry.clickedAt != null) {
        view.afterContours(() => window.contouristMetrics.clickToContourMilliseconds.push(
          performance.now() - entry.clickedAt));
      }
      sync.overviewSoon();
      queueMicrotask(() => sync.settle(done.sequence));
    },
    onConflict: (conflict, dropped) => {
      store.pending = store.pending.filter((entry) => !dropped.includes(entry));
      store.sequence = Math.max(store.sequence, conflict.sequence);
      store.dropProvisional();
      store.receive(conflict.drawings);
      lines.showConflict(
        conflict.error?.message ?? "Somebody else changed this slice meanwhile.", dropped);
    },
    onRefused: (error, dropped) => {
      store.pending = store.pending.filter((entry) => !dropped.includes(entry));
      store.dropProvisional();
      const what = [...new Set(dropped.map(({ says }) => says))].join(", ");
      notice(`Not done, ${what}: ${error.message}`, "error");
      // Refused for what the study is now, so it is looked at anew.
      if (error.status !== 422) parts().sync.catchUp();
    },
  };
}

function showJob(job) {
  if (job.kind !== "presegment") return;
  if (job.state === "done") notice("The network's first version is there.");
  if (job.state === "failed") notice(`The network failed: ${job.message}`, "error");
}

function toggleKeyboardCursor(store, view, pointer) {
  const { columns, rows } = store.size;
  view.container.focus();
  store.hasKeyboardCursor = !store.hasKeyboardCursor;
  const { x, y } = store.cursor
    ?? { x: Math.round((columns - 1) / 2), y: Math.round((rows - 1) / 2) };
  pointer.moveTo(pointer.at(x, y));
}

function sayInstead(text) {
  byId("stage").replaceChildren(element("div", { class: "page" }, element("p", { text }),
    element("p", {}, element("a", { href: "/studies.html", text: "Studies" }), " ",
      element("a", { href: signInAddress(), text: "Sign in" }))));
}

open().catch((error) => {
  if (!(error instanceof RequestError)) throw error;
  sayInstead(error.status === 404
    ? "There is no such study, or it is not yours to see. Sign in to see yours." : error.message);
});
