import { TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { post } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { me } from "../api/queries.ts";
import type { LinkSays } from "../api/types.ts";
import { Form, Send, useFields } from "../parts/Form.tsx";
import { Empty, Loaded } from "../parts/Loaded.tsx";
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
  return gone ? new Problem(410, { title: t("welcome.used"), detail: t("welcome.usedDetail") }) : error;
}

/** The password; of the installation's first member the address too, and a code where one is set up. */
function Begin({ token, says }: { token: string; says: LinkSays }) {
  const [tried, setTried] = useState(false);
  const router = useRouter();
  const memory = useQueryClient();
  const begin = useSend({
    mutationFn: (body: { password: string; email?: string; code?: string }) =>
      post("/api/welcome", { body: { token, ...body } }),
    onSuccess: async () => {
      memory.clear();
      await memory.prefetchQuery(me);
      router.history.push("/");
    },
  });
  const error = shown(begin.error);
  const { values, field, areFilled } = useFields({ email: says.email ?? "", password: "", code: "" }, error);
  const send = () => {
    setTried(true);
    const { email, password, code } = values;
    const filled = areFilled("email", ...(says.second_factor ? (["code"] as const) : []));
    if (!filled || !isStrong(password)) return;
    begin.mutate({
      password,
      ...(says.first ? { email: email.trim() } : {}),
      ...(says.second_factor ? { code: code.trim() } : {}),
    });
  };
  return (
    <Form sending={{ ...begin, error }} fields={["email", "password", "code"]} onSend={send}>
      <TextInput
        label={t("field.email")}
        type="email"
        autoComplete="username"
        readOnly={!says.first}
        autoFocus={says.first}
        {...field("email")}
      />
      <ChosenPassword autoFocus={!says.first} tried={tried} {...field("password")} />
      {says.second_factor && (
        <TextInput
          label={t("field.code")}
          description={t("field.codeHint")}
          autoComplete="one-time-code"
          {...field("code")}
        />
      )}
      <Send sending={begin} fullWidth>
        {t("welcome.do")}
      </Send>
    </Form>
  );
}

export function Welcome() {
  const [token] = useState(takeToken);
  const link = useQuery({
    queryKey: ["link"],
    queryFn: () => post("/api/links", { body: { token } }),
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <Gate title={t("welcome.title")}>
      {token ? (
        <>
          <p className="dim">{t("welcome.text")}</p>
          <Loaded query={{ ...link, error: shown(link.error) }}>
            {({ data }) => <Begin token={token} says={data} />}
          </Loaded>
        </>
      ) : (
        <Empty title={t("welcome.noToken")}>
          <Link to="/sign-in">{t("signIn.title")}</Link>
        </Empty>
      )}
    </Gate>
  );
}
