import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { Me } from "../api/types.ts";
import { Form, Send, useFields } from "../parts/Form.tsx";
import { Password } from "../parts/Password.tsx";
import { useSend } from "../parts/send.ts";
import { t } from "../words/words.ts";
import classes from "./SignInForm.module.css";

type Props = {
  /** Who signs in, if that is known already. */
  email?: string;
  onDone: (me: Me) => void;
  onCancel?: () => void;
};

const wantsCode = (error: unknown) => error instanceof Problem && error.is("code-required");

/** What is shown of a refusal: that a code is wanted is no error when none was given. */
function shown(error: unknown, code: string) {
  if (wantsCode(error)) return code ? new Problem(401, { title: t("signIn.wrongCode") }) : null;
  if (error instanceof Problem && error.status === 401) return new Problem(401, { title: t("signIn.wrong") });
  return error;
}

/** E-mail and password; a code when the server asks for one. */
export function SignInForm({ email, onDone, onCancel }: Props) {
  const [second, setSecond] = useState(false);
  const { values, field, areFilled } = useFields({ email: email ?? "", password: "", code: "" });
  const signIn = useSend({
    mutationFn: () =>
      post("/api/sign-in", {
        body: {
          email: values.email.trim(),
          password: values.password,
          ...(second ? { code: values.code.trim() } : {}),
        },
      }),
    onSuccess: ({ data }) => onDone(data),
    onError: (error) => setSecond((before) => before || wantsCode(error)),
  });
  const send = () => {
    if (areFilled("email", "password", ...(second ? (["code"] as const) : []))) signIn.mutate();
  };
  return (
    <Form sending={{ ...signIn, error: shown(signIn.error, values.code) }} onSend={send}>
      <TextInput
        label={t("field.email")}
        type="email"
        autoComplete="username"
        required
        readOnly={email !== undefined}
        {...(email === undefined ? { "data-autofocus": true, autoFocus: true } : {})}
        {...field("email")}
      />
      <Password
        label={t("field.password")}
        autoComplete="current-password"
        {...(email === undefined ? {} : { "data-autofocus": true })}
        {...field("password")}
      />
      {second && (
        <TextInput
          label={t("field.code")}
          description={t("field.codeHint")}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          autoFocus
          required
          {...field("code")}
        />
      )}
      <div className={classes.foot}>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t("nav.signOut")}
          </Button>
        )}
        <Send sending={signIn}>{t("signIn.do")}</Send>
      </div>
    </Form>
  );
}
