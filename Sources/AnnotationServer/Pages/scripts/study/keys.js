/**
 * Every key of the page: what it does, and the line it has in the help. One table, so that help and
 * behaviour cannot differ.
 *
 * @param {object} page `store`, `commands`, `session`, `pointer`, `view`, and the page's own actions.
 * @returns {{title: string, keys: {key: string, shown: string, does: string, run: Function,
 *   edits?: boolean}[]}[]}
 */
export function keyTable({ store, commands, session, pointer, view, actions }) {
  const target = () => store.hover ?? (store.selected ? { contour: store.selected } : null);
  const onContour = (work) => () => {
    const contour = target()?.contour;
    if (contour) work(contour);
    else store.emit("problem", "Point at a contour, or choose one, first.");
  };
  const onArc = (course) => () => {
    const { hover } = store;
    if (hover?.kind === "arc") commands.setCourse(hover.contour, hover.index, course);
    else store.emit("problem", "Point at the arc first.");
  };
  const atCursor = (tool) => () => {
    if (store.cursor) commands.region(tool, store.cursor.x, store.cursor.y);
  };
  const chooseTool = (tool) => () => store.set({ tool }, "tool");
  const brushBy = (factor) => () => store.set({
    brushMillimetres: Math.min(Math.max(store.brushMillimetres * factor, 0.5), 60),
  }, "tool");
  const zoomBy = (factor) => () => {
    const { viewport } = view;
    const { x, y } = store.hasKeyboardCursor ? store.cursor : viewport.middle;
    viewport.zoomAt(viewport.toScreenX(x), viewport.toScreenY(y), factor);
    view.invalidateAll();
  };
  const step = (place) => () => store.goTo({
    slice: store.slice + (place.slice ?? 0), frame: store.frame + (place.frame ?? 0),
  });
  const remove = () => {
    const { hover } = store;
    if (hover?.kind === "seed") commands.deleteSeed(hover.contour, hover.index);
    else if (store.openPath) {
      const contour = store.contour(store.openPath);
      if (contour) commands.deleteSeed(contour.name, contour.seeds.length - 1);
    } else store.emit("problem", "Point at the seed to delete first.");
  };
  const entry = (key, shown, does, run, edits = false) => ({ key, shown, does, run, edits });

  return [
    {
      title: "Looking",
      keys: [
        entry("ArrowUp", "↑ ↓, wheel", "slice", step({ slice: -1 })),
        entry("ArrowDown", "", "", step({ slice: 1 })),
        entry("PageUp", "Page up, down", "slice, also with the keyboard's cursor", step({ slice: -1 })),
        entry("PageDown", "", "", step({ slice: 1 })),
        entry("ArrowLeft", "← →", "frame", step({ frame: -1 })),
        entry("ArrowRight", "", "", step({ frame: 1 })),
        entry("Shift+PageUp", "Shift Page up, down", "frame, also with the keyboard's cursor",
          step({ frame: -1 })),
        entry("Shift+PageDown", "", "", step({ frame: 1 })),
        entry("t", "T", "play or stop the frames", () => actions.toggleCine()),
        entry(".", ".", "zoom in; Ctrl wheel zooms at the pointer", zoomBy(1.25)),
        entry(",", ",", "zoom out", zoomBy(0.8)),
        entry("0", "0", "the whole image", () => {
          view.viewport.fit();
          view.invalidateAll();
        }),
        entry("w", "W", "window and level as at first; right drag changes them", () =>
          store.set({ window: { ...store.study.intensity.window } }, "view")),
        entry("v", "V", "views across", () => actions.toggleSideViews()),
        entry("h", "H held", "hide everything drawn", () =>
          store.set({ areOverlaysHidden: true }, "view")),
        entry("n", "N", "next place to look", () => actions.nextPlace()),
      ],
    },
    {
      title: "Drawing",
      keys: [
        entry("d", "D", "seeds (click; drag a seed; drag a line to pull it)", chooseTool("seeds"), true),
        entry("Enter", "Enter", "close the contour; double click and a click on the first seed do too",
          () => session.finish(), true),
        entry("Escape", "Escape", "leave the open path; nothing is lost", () => actions.escape()),
        entry("Delete", "Delete, Backspace", "seed under the pointer, or the path's last one", remove, true),
        entry("Backspace", "", "", remove, true),
        entry("Shift+Delete", "Shift Delete", "whole contour", onContour((name) =>
          commands.deleteContour(name)), true),
        entry("s", "S", "arc straight", onArc("straight"), true),
        entry("m", "M", "arc round, by the clicks alone", onArc("smooth"), true),
        entry("o", "O", "arc the other way round", onArc("other_way"), true),
        entry("f", "F", "arc as the edges lead", onArc("found"), true),
        entry("r", "R", "draw an arc anew: clicks along it, the ends on the contour",
          chooseTool("redraw"), true),
        entry("l", "L", "pull the contour's line to a click", chooseTool("pull"), true),
        entry("b", "B", "brush", chooseTool("brush"), true),
        entry("e", "E", "eraser", chooseTool("eraser"), true),
        entry("[", "[ ]", "smaller or larger brush", brushBy(0.8), true),
        entry("]", "", "", brushBy(1.25), true),
        entry("j", "J, Alt click", "the place belongs to the label", atCursor("region.add"), true),
        entry("Shift+j", "Shift J, Shift Alt click", "the place does not belong",
          atCursor("region.remove"), true),
        entry("+", "+ −", "contour 1 mm larger or smaller", onContour((name) =>
          commands.grow(name, 1)), true),
        entry("-", "", "", onContour((name) => commands.grow(name, -1)), true),
        entry("i", "I", "fill the slices between drawn ones", () => commands.interpolate(), true),
        entry("p", "P", "carry the label on along the frames", () => commands.propagate(), true),
        entry("z", "Z", "undo", () => commands.undo(), true),
        entry("Shift+z", "Shift Z", "redo", () => commands.redo(), true),
      ],
    },
    {
      title: "Judging",
      keys: [
        entry("a", "A", "this slice is right", () => commands.review("accept"), true),
        entry("x", "X", "remove what a machine made here and nobody touched",
          () => commands.review("reject"), true),
        entry("c", "C", "comment at the pointer", () => actions.comment()),
        entry("?", "?", "these keys", () => actions.help()),
      ],
    },
    {
      title: "Without a mouse",
      keys: [
        entry("k", "K", "cursor in the image, or none", () => actions.toggleKeyboardCursor()),
        ...cursorKeys(store, session, pointer),
      ],
    },
  ];
}

/** Keys that mean something while the keyboard's cursor is in the image. */
function cursorKeys(store, session, pointer) {
  const moves = [["ArrowLeft", -1, 0], ["ArrowRight", 1, 0], ["ArrowUp", 0, -1], ["ArrowDown", 0, 1]];
  const by = (dx, dy) => () => {
    const { columns, rows } = store.size;
    const limit = (value, count) => Math.min(Math.max(value, 0), count - 1);
    const { x, y } = store.cursor;
    pointer.moveTo(pointer.at(limit(x + dx, columns), limit(y + dy, rows)));
  };
  const place = () => {
    const at = pointer.at(store.cursor.x, store.cursor.y);
    if (session.isPressed) {
      session.release(at);
      return;
    }
    const isGrip = at.hit?.kind === "seed" && store.tool === "seeds";
    session.press(at);
    // A seed stays in the hand until the next press; everything else is let go at once.
    if (session.isPressed && !isGrip) session.release(at);
  };
  const speeds = [["", 1, "one voxel"], ["Shift+", 5, "five voxels"], ["Control+", 0.25, "a quarter"]];
  return [
    ...speeds.flatMap(([prefix, length, words]) => moves.map(([key, dx, dy], index) => ({
      key: prefix + key, isCursorKey: true, run: by(dx * length, dy * length),
      shown: index ? "" : `${prefix.replace("+", " ").replace("Control", "Ctrl")}arrows`,
      does: index ? "" : `move the cursor by ${words}`,
    }))),
    {
      key: " ", shown: "Space", isCursorKey: true, edits: true, run: place,
      does: "click: a seed; on a seed take it up and put it down; a dab of the brush",
    },
  ];
}
