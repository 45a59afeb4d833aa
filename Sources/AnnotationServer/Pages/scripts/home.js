import { api, remember } from "./api.js";
import { byId, element } from "./element.js";
import { dimensions } from "./format.js";
import { attempt } from "./notice.js";
import { openPage } from "./shell.js";

/** Where to go after signing in: a page of this server only. */
function destination() {
  const then = new URLSearchParams(location.search).get("then") ?? "";
  return /^\/[a-z]+\.html(\?|$)/.test(then) ? then : "/studies.html";
}

async function signIn(event) {
  event.preventDefault();
  const problem = byId("sign-in-problem");
  problem.textContent = "";
  try {
    const me = await api.post(
      "/api/sign-in", { name: byId("name").value, password: byId("password").value });
    remember(me);
    location.href = destination();
  } catch (error) {
    problem.textContent = error.message;
    byId("password").select();
  }
}

function demoCard(study) {
  return element("li", {}, element("a", { href: `/study.html?id=${study.id}` },
    element("img", { src: `/api/studies/${study.id}/thumbnail`, alt: "" }),
    element("div", {},
      element("strong", { text: study.title }),
      element("p", { class: "small muted", text: [study.modality, dimensions(study.dimensions)]
        .filter(Boolean).join(", ") }))));
}

const account = await openPage();
byId("sign-in").hidden = account != null;
byId("sign-in-form").addEventListener("submit", signIn);
if (!account) byId("name").focus({ preventScroll: true });
await attempt(async () => {
  const studies = await api.get("/api/demo");
  byId("demo").replaceChildren(...(studies.length ? studies.map(demoCard)
    : [element("li", { class: "empty", text: "No study is open to visitors." })]));
});
