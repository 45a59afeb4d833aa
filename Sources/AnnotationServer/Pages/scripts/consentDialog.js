import { api } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, element } from "./element.js";
import { dateTime } from "./format.js";
import { attempt, notice } from "./notice.js";

/**
 * Shows what was decided about a study as training data, and takes a new decision.
 *
 * @param {{id: string, title: string}} study
 * @param {{mayDecide: boolean, onChange?: (isGiven: boolean) => void}} options
 */
export async function openConsent(study, { mayDecide, onChange = () => {} }) {
  let text;
  let consent;
  const isLoaded = await attempt(async () => {
    [text, consent] = await Promise.all(
      [api.get("/api/consent-text"), api.get(`/api/studies/${study.id}/consent`)]);
  });
  if (!isLoaded) return;
  const body = element("div");
  const { close } = openDialog(`Training data: ${study.title}`, [body]);
  const decide = async (clinician, patient) => {
    const isDone = await attempt(async () => {
      consent = await api.put(
        `/api/studies/${study.id}/consent`, { clinician, patient, text_version: text.version });
    });
    if (!isDone) return;
    onChange(consent.is_given);
    notice(consent.is_given ? "Consent is recorded." : "The study is not training data.");
    show();
  };
  const show = () => body.replaceChildren(...contents(text, consent, mayDecide, decide, close));
  show();
}

function contents(text, consent, mayDecide, decide, close) {
  const latest = consent.decisions?.at(-1);
  const clinician = checkbox("I, the clinician, agree that this study becomes training data.",
    latest?.clinician ?? false);
  const patient = checkbox("The patient has agreed; the signed form is in the hospital's record.",
    latest?.patient ?? false);
  const isOutdated = latest && latest.text_version !== text.version;
  return [
    element("p", { "aria-live": "polite" }, element("strong", {
      text: consent.is_given ? "Both agreed: the study may become training data."
        : "No consent: the study is not training data.",
    })),
    isOutdated ? element("p", { class: "problem",
      text: `The last decision was about version ${latest.text_version} of the text.` }) : null,
    element("h3", { text: `The text, version ${text.version}` }),
    element("div", { class: "quoted", tabindex: "0", text: text.text }),
    mayDecide ? element("form", {
      on: {
        submit: (event) => {
          event.preventDefault();
          decide(clinician.input.checked, patient.input.checked);
        },
      },
    }, clinician.row, patient.row, element("div", { class: "buttons" },
      element("button", { type: "submit", class: "primary", text: "Record this decision" }),
      consent.is_given
        ? button("Withdraw consent", () => decide(false, false), { class: "danger" }) : null,
      button("Close", close))) : null,
    decisions(consent.decisions ?? []),
    heldBy(consent.exports ?? []),
  ].filter(Boolean);
}

function checkbox(text, isChecked) {
  const input = element("input", { type: "checkbox" });
  input.checked = isChecked;
  return { input, row: element("label", { class: "check" }, input, element("span", { text })) };
}

function decisions(all) {
  if (!all.length) return element("p", { class: "muted", text: "Nothing was decided yet; that means no." });
  const yes = (value) => (value ? "yes" : "no");
  return element("div", { class: "scroll" }, element("h3", { text: "Decisions" }), element("table", {},
    element("thead", {}, element("tr", {}, ...["When", "Who", "Clinician", "Patient", "Text"]
      .map((text) => element("th", { scope: "col", text })))),
    element("tbody", {}, ...[...all].reverse().map((decision) => element("tr", {},
      ...[dateTime(decision.time), decision.account, yes(decision.clinician), yes(decision.patient),
        decision.text_version].map((text) => element("td", { text })))))));
}

function heldBy(exports) {
  if (!exports.length) return element("p", { class: "muted", text: "No training set holds this study." });
  return element("div", {}, element("h3", { text: "Training sets that hold it" }),
    element("ul", {}, ...exports.map((one) => element("li", {
      text: `${one.name || `set ${one.id}`}, ${one.format}, ${dateTime(one.created)}, by ${one.account}`,
    }))),
    element("p", { class: "small muted", text: "After a withdrawal sets that hold it are marked and "
      + "can no longer be downloaded; whoever downloaded one before has to be told." }));
}
