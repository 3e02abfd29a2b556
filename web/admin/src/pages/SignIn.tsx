import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { me } from "../api/queries.ts";
import { Gate } from "../shell/Gate.tsx";
import { SignInForm } from "../shell/SignInForm.tsx";
import { t } from "../words/words.ts";

export function SignIn() {
  const { to } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const memory = useQueryClient();
  return (
    <Gate title={t("signIn.title")}>
      <SignInForm
        onDone={() => {
          // Nothing of whoever was here before; and what is shown comes with its version.
          memory.clear();
          void memory.prefetchQuery(me).then(() => router.history.push(to ?? "/"));
        }}
      />
      <p className="dim small">{t("signIn.lost")}</p>
    </Gate>
  );
}
