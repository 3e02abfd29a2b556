import { useQueryClient } from "@tanstack/react-query";
import { me } from "../api/queries.ts";
import { giveUp, goOn, useMemberNoted } from "../api/session.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { t } from "../words/words.ts";
import { SignInForm } from "./SignInForm.tsx";

/** The session has ended: over the page, which stays as it is, its member signs in again. */
export function SignInAgain() {
  const email = useMemberNoted();
  const memory = useQueryClient();
  const leave = () => {
    giveUp();
    location.assign("/sign-in");
  };
  return (
    <Dialog title={t("again.title")} onClose={leave}>
      <div className="stack">
        <p className="dim">{t("again.text")}</p>
        <SignInForm
          {...(email ? { email } : {})}
          onDone={(member) => {
            // Another member's page is another page.
            if (member.email !== email) return location.assign("/");
            memory.invalidateQueries({ queryKey: me.queryKey });
            goOn();
          }}
          onCancel={leave}
        />
      </div>{" "}
    </Dialog>
  );
}
