import { api, whoIsThere } from "./api.js";
import { byId } from "./element.js";

/** In the fragment, which browsers send to no server and write into no log. */
const secret = location.hash.slice(1);

async function look() {
  const about = byId("about");
  if (!secret) {
    about.textContent = "This address has no invitation. Open the whole link you were given.";
    return;
  }
  try {
    // Somebody may be signed in here already, whose requests need the token.
    const account = await whoIsThere();
    const { role } = await api.post("/api/invitation", { secret });
    about.textContent = `You are invited as ${role}. Choose a name and a password.`
      + (account ? ` In this browser ${account.name} is signed out by it.` : "");
    byId("invitation-form").hidden = false;
    byId("name").focus();
  } catch (error) {
    about.textContent = error.message;
  }
}

byId("invitation-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = byId("invitation-problem");
  problem.textContent = "";
  const password = byId("password").value;
  if (password !== byId("again").value) {
    problem.textContent = "The two passwords differ.";
    byId("again").select();
    return;
  }
  try {
    await api.post("/api/invitation", { secret, name: byId("name").value.trim(), password });
    location.replace("/studies.html");
  } catch (error) {
    problem.textContent = error.message;
  }
});
await look();
