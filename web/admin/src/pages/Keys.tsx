import { Button, Radio, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, remove } from "../api/client.ts";
import type { Key, MadeKey, NewKey } from "../api/types.ts";
import { Confirm } from "../parts/Confirm.tsx";
import { Dialog, Foot } from "../parts/Dialog.tsx";
import { Form, Send, useFields, useOnce } from "../parts/Form.tsx";
import { Copyable, State } from "../parts/facts.tsx";
import { Rows } from "../parts/Listing.tsx";
import { Empty, Loaded } from "../parts/Loaded.tsx";
import { say } from "../parts/notices.tsx";
import { Page } from "../parts/Page.tsx";
import { useSend } from "../parts/send.ts";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Keys.module.css";
import { Snippet } from "./keys/Snippet.tsx";

const CLASSES = ["write", "server"] as const;

/** A key that was made: a secret one is shown this once. */
function Made({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  return (
    <Dialog title={t("keys.madeTitle")} onClose={onClose}>
      <div className="stack">
        {made.public ? (
          <Snippet written={made.public} />
        ) : (
          <>
            <p>{t("keys.madeText")}</p>
            <Copyable label={t("keys.key")} text={made.key} />
          </>
        )}
        <Foot onClose={onClose} />
      </div>
    </Dialog>
  );
}

/** A key as the list shows it: whole where it is public. */
function Written({ of: { class: kind, public: written } }: { of: Key }) {
  if (written) return <code className={classes.whole}>{written}</code>;
  return <span className="dim small">{t(kind === "write" ? "keys.notKept" : "keys.secret")}</span>;
}

function Make({ onClose }: { onClose: () => void }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const once = useOnce();
  const [kind, setKind] = useState<NewKey["class"]>("write");
  const make = useSend({
    gcTime: 0,
    mutationFn: (body: NewKey) =>
      post("/api/tenants/{tenant}/keys", { path: { tenant }, body, once: once(body) }),
    onSuccess: () => memory.invalidateQueries({ queryKey: reads.keys.queryKey }),
  });
  const { values, field } = useFields({ label: "" }, make.error);
  if (make.data) return <Made made={make.data.data} onClose={onClose} />;
  return (
    <Dialog title={t("keys.new")} onClose={onClose}>
      <Form
        sending={make}
        fields={["label", "class"]}
        onSend={() => make.mutate({ class: kind, label: values.label.trim() })}
      >
        <Radio.Group
          label={t("keys.class")}
          value={kind}
          onChange={(value) => setKind(value as NewKey["class"])}
        >
          <div className="stack">
            {CLASSES.map((one) => (
              <Radio
                key={one}
                value={one}
                label={named("key.class", one)}
                description={named("key.about", one)}
              />
            ))}
          </div>
        </Radio.Group>
        <TextInput
          label={t("keys.label")}
          description={t("keys.labelHint")}
          data-autofocus
          maxLength={100}
          {...field("label")}
        />
        <Foot onClose={onClose}>
          <Send sending={make}>{t("keys.make")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

function Revoke({ revoked, onClose }: { revoked: Key; onClose: () => void }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const revoke = useSend({
    mutationFn: () => remove("/api/tenants/{tenant}/keys/{id}", { path: { tenant, id: revoked.id } }),
    onSuccess: async () => {
      await memory.invalidateQueries({ queryKey: reads.keys.queryKey });
      say(t("keys.revoked"));
      onClose();
    },
  });
  return (
    <Confirm
      title={t("keys.revokeTitle", { label: revoked.label || revoked.id })}
      action={t("keys.revoke")}
      sending={revoke}
      onDo={() => revoke.mutate()}
      onClose={onClose}
    >
      {t("keys.revokeText")}
    </Confirm>
  );
}

export function Keys() {
  const { reads, allows, clock } = useHere();
  const query = useQuery(reads.keys);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  const [shown, setShown] = useState<string>();
  return (
    <Page
      title={t("nav.keys")}
      lead={t("keys.lead")}
      actions={allows("editKeys") && <Button onClick={() => setMaking(true)}>{t("keys.new")}</Button>}
    >
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("keys.empty")}>{t("keys.emptyText")}</Empty>
          ) : (
            <Rows
              label={t("nav.keys")}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  head: t("keys.label"),
                  cell: ({ label, id }) => (
                    <>
                      <span className="clip">{label || "–"}</span>
                      <code className="dim small whole">{id}</code>
                    </>
                  ),
                },
                { head: t("keys.class"), cell: (key) => named("key.class", key.class) },
                { head: t("keys.key"), cell: (key) => <Written of={key} /> },
                {
                  head: t("column.since"),
                  cell: ({ created_at }) => <span className="whole">{clock.time(created_at)}</span>,
                },
                {
                  head: t("column.state"),
                  cell: ({ revoked_at }) =>
                    revoked_at ? (
                      t("keys.revokedAt", { time: clock.time(revoked_at) })
                    ) : (
                      <State group="key.state" of="active" />
                    ),
                },
                {
                  head: t("column.action"),
                  cell: (key) =>
                    !key.revoked_at && (
                      <span className="row">
                        {key.public && (
                          <Button
                            variant="default"
                            size="xs"
                            aria-label={t("keys.snippetOf", { label: key.label || key.id })}
                            onClick={() => setShown(key.public ?? undefined)}
                          >
                            {t("keys.snippet")}
                          </Button>
                        )}
                        {allows("editKeys") && (
                          <Button
                            variant="default"
                            size="xs"
                            aria-label={t("keys.revokeThis", { label: key.label || key.id })}
                            onClick={() => setRevoking(key)}
                          >
                            {t("keys.revoke")}
                          </Button>
                        )}
                      </span>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {making && <Make onClose={() => setMaking(false)} />}
      {shown && (
        <Dialog title={t("keys.snippet")} onClose={() => setShown(undefined)}>
          <div className="stack">
            <Snippet written={shown} />
            <Foot onClose={() => setShown(undefined)} />
          </div>
        </Dialog>
      )}
      {revoking && <Revoke revoked={revoking} onClose={() => setRevoking(undefined)} />}
    </Page>
  );
}
