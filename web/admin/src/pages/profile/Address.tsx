import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../../api/client.ts";
import type { Contact, Disclosure } from "../../api/types.ts";
import { Dialog, Foot } from "../../parts/Dialog.tsx";
import { Form, Send, useFields, useOnce } from "../../parts/Form.tsx";
import { Copyable } from "../../parts/facts.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";

const REASONS = ["support", "data_subject_request", "legal", "security"] as const;
type Reason = Disclosure["reason"];

const isReason = (value: string): value is Reason => REASONS.some((one) => one === value);
/** As the server takes it: a ticket's number, no text about a person. */
const isReference = (value: string) => /^[A-Za-z0-9#/-]{0,40}$/.test(value);

type Props = { profile: string; contact: Contact };

/** Asks why, and says that the looking is written down. */
function Ask({ profile, contact, onClose }: Props & { onClose: () => void }) {
  const { id: tenant } = useHere();
  const once = useOnce();
  const [tried, setTried] = useState(false);
  const show = useSend({
    gcTime: 0,
    mutationFn: (body: Disclosure) =>
      post("/api/tenants/{tenant}/profiles/{id}/disclosures", {
        path: { tenant, id: profile },
        body,
        once: once(body),
      }),
  });
  const { values, field } = useFields({ reason: "", reference: "" }, show.error);
  const { reason, reference } = values;
  const send = () => {
    setTried(true);
    if (!isReason(reason) || !isReference(reference)) return;
    show.mutate({ contact: contact.id, reason, ...(reference ? { reference } : {}) });
  };
  if (show.data) {
    return (
      <Dialog title={t("address.title")} onClose={onClose}>
        <div className="stack">
          <Copyable label={named("channel", contact.channel)} text={show.data.data.address} />
          <p className="dim">{t("address.logged")}</p>
          <Foot onClose={onClose} />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("address.title")} onClose={onClose}>
      <Form sending={show} onSend={send} fields={["reason", "reference"]}>
        <p className="dim">{t("address.text")}</p>
        <NativeSelect
          label={t("address.reason")}
          required
          data-autofocus
          {...field("reason")}
          {...(tried && !reason ? { error: t("address.reasonMissing") } : {})}
        >
          <option value="">{t("address.choose")}</option>
          {REASONS.map((one) => (
            <option key={one} value={one}>
              {named("disclosure", one)}
            </option>
          ))}
        </NativeSelect>
        <TextInput
          label={t("address.reference")}
          description={t("address.referenceHint")}
          maxLength={40}
          {...field("reference")}
          {...(tried && !isReference(reference) ? { error: t("address.referenceWrong") } : {})}
        />
        <Foot onClose={onClose}>
          <Send sending={show}>{t("address.show")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

/** The way to an address, for members who may see it. It is shown in a dialog and forgotten with it. */
export function Address(props: Props) {
  const { allows } = useHere();
  const [open, setOpen] = useState(false);
  if (!allows("disclose")) return null;
  return (
    <div>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        {t("address.open")}
      </Button>
      {open && <Ask {...props} onClose={() => setOpen(false)} />}
    </div>
  );
}
