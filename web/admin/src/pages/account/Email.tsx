import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { put } from "../../api/client.ts";
import { me } from "../../api/queries.ts";
import { noteMember } from "../../api/session.ts";
import type { EmailChange } from "../../api/types.ts";
import { Dialog, Foot } from "../../parts/Dialog.tsx";
import { Form, Send, useFields } from "../../parts/Form.tsx";
import { say } from "../../parts/notices.tsx";
import { Password } from "../../parts/Password.tsx";
import { useSend } from "../../parts/send.ts";
import { t } from "../../words/words.ts";

function Change({ onClose }: { onClose: () => void }) {
  const memory = useQueryClient();
  const change = useSend({
    gcTime: 0,
    mutationFn: (body: EmailChange) => put("/api/me/email", { body }),
    onSuccess: async ({ data }) => {
      noteMember(data.email);
      // The account, and its sessions: the others have ended.
      await memory.invalidateQueries({ queryKey: me.queryKey });
      say(t("email.changed", { email: data.email }));
      onClose();
    },
  });
  const { values, field, areFilled } = useFields({ email: "", again: "", password: "" }, change.error);
  const [tried, setTried] = useState(false);
  const [email, again] = [values.email.trim(), values.again.trim()];
  const differ = email !== again;
  const send = () => {
    setTried(true);
    if (areFilled("email", "again", "password") && !differ)
      change.mutate({ email, password: values.password });
  };
  return (
    <Dialog title={t("email.change")} onClose={onClose}>
      <Form sending={change} fields={["email", "password"]} onSend={send}>
        <p className="dim">{t("email.text")}</p>
        <TextInput
          label={t("email.new")}
          type="email"
          autoComplete="email"
          required
          data-autofocus
          {...field("email")}
        />
        <TextInput
          label={t("email.again")}
          type="email"
          autoComplete="off"
          required
          {...field("again")}
          {...(tried && again && differ ? { error: t("email.differ") } : {})}
        />
        <Password label={t("field.currentPassword")} autoComplete="current-password" {...field("password")} />
        <Foot onClose={onClose}>
          <Send sending={change}>{t("email.do")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

/** The address by which a member signs in, and the way to another. */
export function Email({ email }: { email: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <p className="clip">{email}</p>
      <p className="dim small">{t("email.hint")}</p>
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t("email.change")}
        </Button>
      </div>
      {open && <Change onClose={() => setOpen(false)} />}
    </>
  );
}
