import { api } from "./api.js";
import { byId } from "./element.js";
import { notice } from "./notice.js";
import { openPage, signOut } from "./shell.js";

const account = await openPage({ needs: "account" });
if (account) {
  byId("who").textContent = `${account.name}, ${account.role}`;
  byId("name").value = account.name;
  byId("sign-out").addEventListener("click", () => signOut(false));
  byId("sign-out-everywhere").addEventListener("click", () => signOut(true));
  byId("password-form").addEventListener("submit", changePassword);
}

async function changePassword(event) {
  event.preventDefault();
  const problem = byId("password-problem");
  problem.textContent = "";
  if (byId("new").value !== byId("again").value) {
    problem.textContent = "The two new passwords differ.";
    byId("again").select();
    return;
  }
  try {
    await api.put("/api/me/password", { current: byId("current").value, new: byId("new").value });
    event.target.reset();
    notice("The password is changed.");
  } catch (error) {
    problem.textContent = error.message;
  }
}
