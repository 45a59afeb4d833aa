import { byId } from "../element.js";
import { openPage } from "../shell.js";
import { accountsSection } from "./accounts.js";
import { auditSection } from "./audit.js";
import { invitationsSection } from "./invitations.js";

const account = await openPage({ needs: "administrator" });
if (account) {
  await Promise.all([
    accountsSection(byId("accounts"), account), invitationsSection(byId("invitations")),
    auditSection(byId("audit")),
  ]);
}
