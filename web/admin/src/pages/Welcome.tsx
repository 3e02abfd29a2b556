import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { post } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { me } from "../api/queries.ts";
import { Form, Send, useFields } from "../parts/Form.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { ChosenPassword } from "../parts/PasswordRule.tsx";
import { isStrong } from "../parts/password.ts";
import { useSend } from "../parts/send.ts";
import { Gate } from "../shell/Gate.tsx";
import { t } from "../words/words.ts";

/** The token stands behind the `#`, so that no server and no log sees it; nor does the browser's history. */
function takeToken(): string {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token) history.replaceState(history.state, "", location.pathname);
  return token;
}

/** A link that was used, or is too old, says so in words that help. */
function shown(error: unknown) {
  const gone = error instanceof Problem && [401, 404, 410].includes(error.status);
  return gone
    ? new Problem(error.status, { title: t("welcome.used"), detail: t("welcome.usedDetail") })
    : error;
}

export function Welcome() {
  const [token] = useState(takeToken);
  const [tried, setTried] = useState(false);
  const router = useRouter();
  const memory = useQueryClient();
  const begin = useSend({
    mutationFn: (password: string) => post("/api/welcome", { body: { token, password } }),
    onSuccess: async () => {
      memory.clear();
      await memory.prefetchQuery(me);
      router.history.push("/");
    },
  });
  const error = shown(begin.error);
  const { values, field } = useFields({ password: "" }, error);
  const send = () => {
    setTried(true);
    if (isStrong(values.password)) begin.mutate(values.password);
  };
  if (!token) {
    return (
      <Gate title={t("welcome.title")}>
        <Empty title={t("welcome.noToken")}>
          <Link to="/sign-in">{t("signIn.title")}</Link>
        </Empty>
      </Gate>
    );
  }
  return (
    <Gate title={t("welcome.title")}>
      <p className="dim">{t("welcome.text")}</p>
      <Form sending={{ ...begin, error }} fields={["password"]} onSend={send}>
        <ChosenPassword autoFocus tried={tried} {...field("password")} />
        <Send sending={begin} fullWidth>
          {t("welcome.do")}
        </Send>
      </Form>
    </Gate>
  );
}
