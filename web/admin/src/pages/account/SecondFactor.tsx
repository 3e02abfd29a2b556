import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { post, put, remove } from "../../api/client.ts";
import { me } from "../../api/queries.ts";
import type { Secret } from "../../api/types.ts";
import { Dialog, Foot } from "../../parts/Dialog.tsx";
import { Form, Send, useFields } from "../../parts/Form.tsx";
import { Copyable } from "../../parts/facts.tsx";
import { Failed, Waiting } from "../../parts/Loaded.tsx";
import { say } from "../../parts/notices.tsx";
import { Password } from "../../parts/Password.tsx";
import { useSend } from "../../parts/send.ts";
import { t } from "../../words/words.ts";
import classes from "./SecondFactor.module.css";

/** Codes that are shown this once. */
function Recovery({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Dialog title={t("second.recoveryTitle")} onClose={onClose}>
      <div className="stack">
        <p>{t("second.recoveryText")}</p>
        <ul className={classes.codes}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <Foot onClose={onClose} />
      </div>
    </Dialog>
  );
}

type ConfirmProps = { offer: Secret; onDone: (codes: string[]) => void; onClose: () => void };

function ConfirmCode({ offer, onDone, onClose }: ConfirmProps) {
  const confirm = useSend({
    mutationFn: (code: string) => put("/api/me/totp", { body: { code } }),
    onSuccess: ({ data }) => onDone(data.recovery_codes),
  });
  const { values, field, areFilled } = useFields({ code: "" }, confirm.error);
  return (
    <Form sending={confirm} fields={["code"]} onSend={() => areFilled("code") && confirm.mutate(values.code)}>
      <p>{t("second.scan")}</p>
      <img
        className={classes.qr}
        src={`data:image/svg+xml,${encodeURIComponent(offer.qr_svg)}`}
        alt={t("second.qr")}
        width={200}
        height={200}
      />
      <p className="dim small">{t("second.byHand")}</p>
      <Copyable label={t("second.secret")} text={offer.secret} />
      <TextInput
        label={t("field.code")}
        autoComplete="one-time-code"
        inputMode="numeric"
        data-autofocus
        required
        {...field("code")}
      />
      <Foot onClose={onClose}>
        <Send sending={confirm}>{t("second.turnOn")}</Send>
      </Foot>
    </Form>
  );
}

function TurnOn({ onClose }: { onClose: () => void }) {
  const memory = useQueryClient();
  const [codes, setCodes] = useState<string[]>();
  const offer = useSend({ gcTime: 0, mutationFn: () => post("/api/me/totp", {}) });
  const { mutate } = offer;
  useEffect(() => mutate(), [mutate]);
  if (codes) return <Recovery codes={codes} onClose={onClose} />;
  const done = (all: string[]) => {
    setCodes(all);
    void memory.invalidateQueries({ queryKey: me.queryKey, exact: true });
  };
  return (
    <Dialog title={t("second.turnOnTitle")} onClose={onClose}>
      {offer.data ? (
        <ConfirmCode offer={offer.data.data} onDone={done} onClose={onClose} />
      ) : (
        <div className="stack">
          {offer.error ? (
            <Failed error={offer.error} again={() => mutate()} />
          ) : (
            <Waiting lines={2} tall={2} />
          )}
          <Foot onClose={onClose} />
        </div>
      )}
    </Dialog>
  );
}

function TurnOff({ onClose }: { onClose: () => void }) {
  const memory = useQueryClient();
  const off = useSend({
    mutationFn: (password: string) => remove("/api/me/totp", { body: { password } }),
    onSuccess: async () => {
      await memory.invalidateQueries({ queryKey: me.queryKey, exact: true });
      say(t("second.off"));
      onClose();
    },
  });
  const { values, field, areFilled } = useFields({ password: "" }, off.error);
  return (
    <Dialog title={t("second.turnOffTitle")} onClose={onClose}>
      <Form
        sending={off}
        fields={["password"]}
        onSend={() => areFilled("password") && off.mutate(values.password)}
      >
        <p>{t("second.turnOffText")}</p>
        <Password
          label={t("field.password")}
          autoComplete="current-password"
          data-autofocus
          {...field("password")}
        />
        <Foot onClose={onClose}>
          <Send sending={off} color="#b42318">
            {t("second.turnOff")}
          </Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

export function SecondFactor({ on }: { on: boolean }) {
  // Which of the two it was when it was opened: the last of its dialogs stands after the change.
  const [open, setOpen] = useState<"on" | "off">();
  const onClose = () => setOpen(undefined);
  return (
    <>
      <p>{t(on ? "second.isOn" : "second.isOff")}</p>
      <div>
        <Button variant="default" onClick={() => setOpen(on ? "off" : "on")}>
          {t(on ? "second.turnOff" : "second.turnOnOpen")}
        </Button>
      </div>
      {open === "on" && <TurnOn onClose={onClose} />}
      {open === "off" && <TurnOff onClose={onClose} />}
    </>
  );
}
