/** What an entry of the journal is in words, by the action and tool the server names. */
const WORDS = {
  "seed.add": "seed set", "seed.move": "seed moved", "seed.delete": "seed deleted",
  "contour.close": "contour closed", "contour.label": "contour given another label",
  "contour.delete": "contour deleted", "arc.replace": "arc given another course",
  "contours.replace model": "drawn by a network", "contours.replace fill": "filled in between",
  "contours.replace dataset": "taken from a data set",
  "contours.replace contour.pull": "contour pulled", "contours.replace arc.redraw": "arc drawn anew",
  "contours.replace region.add": "region added", "contours.replace region.remove": "region removed",
  "contours.replace brush": "brush stroke", "contours.replace eraser": "eraser stroke",
  "contours.replace grow": "contour grown or shrunk", review: "accepted or rejected",
  paint: "painted", erase: "erased", fill: "filled", comment: "comment", snapshot: "state noted",
  undo: "undo", redo: "redo",
};

/** An action that has no words here is told as the server names it. */
export const inWords = (action) => WORDS[action] ?? action;
