import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { put } from "../../api/client.ts";
import { sessions } from "../../api/queries.ts";
import { Form, Send, useFields } from "../../parts/Form.tsx";
import { say } from "../../parts/notices.tsx";
import { Password } from "../../parts/Password.tsx";
import { ChosenPassword } from "../../parts/PasswordRule.tsx";
import { isStrong } from "../../parts/password.ts";
import { useSend } from "../../parts/send.ts";
import { t } from "../../words/words.ts";

export function NewPassword({ email }: { email: string }) {
  const memory = useQueryClient();
  const [tried, setTried] = useState(false);
  const change = useSend({
    mutationFn: (body: { current: string; password: string }) => put("/api/me/password", { body }),
    onSuccess: async () => {
      setValues({ current: "", password: "" });
      setTried(false);
      say(t("account.passwordChanged"));
      await memory.invalidateQueries({ queryKey: sessions.queryKey });
    },
  });
  const { values, setValues, field, areFilled } = useFields({ current: "", password: "" }, change.error);
  const isSame = values.password === values.current;
  const send = () => {
    setTried(true);
    if (areFilled("current") && isStrong(values.password) && !isSame) change.mutate(values);
  };
  return (
    <Form sending={change} onSend={send} fields={["current", "password"]} label={t("account.password")}>
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Password label={t("field.currentPassword")} autoComplete="current-password" {...field("current")} />
      <ChosenPassword
        tried={tried}
        {...field("password")}
        {...(tried && values.password && isSame ? { error: t("password.same") } : {})}
      />
      <p className="dim small">{t("account.passwordHint")}</p>
      <div>
        <Send sending={change}>{t("account.changePassword")}</Send>
      </div>
    </Form>
  );
}
