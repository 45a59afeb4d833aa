import { element } from "./element.js";

/** What a network draws, how well, and what its licence allows; for the choice between networks. */
export function aboutModel(model) {
  return [
    element("p", { text: `Draws ${model.labels.join(", ")} on ${model.channels.join(", ")}.` }),
    element("p", { text: scores(model) }),
    element("p", {}, element("strong", { text: "Licence: " }), model.licence ?? "not stated",
      model.non_commercial ? element("strong", { text: " Not for commercial use." }) : ""),
  ];
}

/** What a network reached on images it was not trained on. */
function scores(model) {
  const known = Object.entries(model.scores ?? {});
  if (!known.length) return "How good it is, is not stated.";
  return `Dice on its validation set: ${known.map(([name, dice]) => `${name} ${dice.toFixed(2)}`).join(", ")}.`;
}
