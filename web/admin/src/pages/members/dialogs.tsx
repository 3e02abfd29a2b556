import { NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, put, remove } from "../../api/client.ts";
import type { Invitation, Member, Role } from "../../api/types.ts";
import { Confirm } from "../../parts/Confirm.tsx";
import { Dialog, Foot } from "../../parts/Dialog.tsx";
import { Form, Send, useFields, useOnce } from "../../parts/Form.tsx";
import { Copyable } from "../../parts/facts.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";

const ROLES: readonly Role[] = ["owner", "marketer", "analyst", "developer", "privacy_officer", "support"];

/** Reads the members anew. */
function useRenew() {
  const { reads } = useHere();
  const memory = useQueryClient();
  return () => memory.invalidateQueries({ queryKey: reads.members.queryKey });
}

type RoleProps = { value: Role; onChange: (role: Role) => void; autoFocus?: boolean };

function RoleSelect({ value, onChange, autoFocus }: RoleProps) {
  return (
    <NativeSelect
      label={t("column.role")}
      description={named("role.about", value)}
      value={value}
      {...(autoFocus ? { "data-autofocus": true } : {})}
      onChange={(event) => onChange(event.currentTarget.value as Role)}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {named("role", role)}
        </option>
      ))}
    </NativeSelect>
  );
}

/** The link of an invitation: it is shown once, and whoever invites hands it over. */
function Link({ email, link, onClose }: { email: string; link: string | null; onClose: () => void }) {
  return (
    <Dialog title={t("members.invited", { email })} onClose={onClose}>
      <div className="stack">
        <p>{t(link ? "members.linkText" : "members.noLink")}</p>
        {link && <Copyable label={t("members.link")} text={link} />}
        <Foot onClose={onClose} />
      </div>
    </Dialog>
  );
}

export function Invite({ onClose }: { onClose: () => void }) {
  const { id: tenant } = useHere();
  const renew = useRenew();
  const once = useOnce();
  const [role, setRole] = useState<Role>("marketer");
  const invite = useSend({
    gcTime: 0,
    mutationFn: (body: Invitation) =>
      post("/api/tenants/{tenant}/members", { path: { tenant }, body, once: once(body) }),
    onSuccess: renew,
  });
  const { values, field } = useFields({ email: "" }, invite.error);
  if (invite.data) {
    return <Link email={invite.variables.email} link={invite.data.data.link ?? null} onClose={onClose} />;
  }
  return (
    <Dialog title={t("members.invite")} onClose={onClose}>
      <Form
        sending={invite}
        fields={["email", "role"]}
        onSend={() => invite.mutate({ email: values.email.trim(), role })}
      >
        <TextInput label={t("field.email")} type="email" required data-autofocus {...field("email")} />
        <RoleSelect value={role} onChange={setRole} />
        <Foot onClose={onClose}>
          <Send sending={invite}>{t("members.doInvite")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

type MemberProps = { member: Member; onClose: () => void };

export function ChangeRole({ member, onClose }: MemberProps) {
  const { id: tenant } = useHere();
  const renew = useRenew();
  const [role, setRole] = useState(member.role);
  const change = useSend({
    mutationFn: () =>
      put("/api/tenants/{tenant}/members/{id}", { path: { tenant, id: member.id }, body: { role } }),
    onSuccess: async () => {
      await renew();
      say(t("members.changed", { email: member.email, role: named("role", role) }));
      onClose();
    },
  });
  return (
    <Dialog title={t("members.changeRoleOf", { email: member.email })} onClose={onClose}>
      <Form sending={change} fields={["role"]} onSend={() => change.mutate()}>
        <RoleSelect value={role} onChange={setRole} autoFocus />
        <Foot onClose={onClose}>
          <Send sending={change}>{t("action.save")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

/** Another link for who has lost their password, or has let the first one pass. */
export function NewLink({ member: { email, role, invited }, onClose }: MemberProps) {
  const { id: tenant } = useHere();
  const renew = useRenew();
  const invite = useSend({
    gcTime: 0,
    mutationFn: () => post("/api/tenants/{tenant}/members", { path: { tenant }, body: { email, role } }),
    onSuccess: renew,
  });
  if (invite.data) return <Link email={email} link={invite.data.data.link ?? null} onClose={onClose} />;
  return (
    <Confirm
      title={t("members.newLinkFor", { email })}
      action={t("members.newLink")}
      sending={invite}
      onDo={() => invite.mutate()}
      onClose={onClose}
    >
      {t(invited ? "members.newInvitationText" : "members.newLinkText")}
    </Confirm>
  );
}

export function Remove({ member, onClose }: MemberProps) {
  const { id: tenant, name } = useHere();
  const renew = useRenew();
  const drop = useSend({
    mutationFn: () => remove("/api/tenants/{tenant}/members/{id}", { path: { tenant, id: member.id } }),
    onSuccess: async () => {
      await renew();
      say(t(member.invited ? "members.withdrawn" : "members.removed", { email: member.email }));
      onClose();
    },
  });
  return (
    <Confirm
      title={t(member.invited ? "members.withdrawTitle" : "members.removeTitle", { email: member.email })}
      action={t(member.invited ? "members.withdraw" : "members.remove")}
      sending={drop}
      onDo={() => drop.mutate()}
      onClose={onClose}
    >
      {member.invited ? t("members.withdrawText") : t("members.removeText", { tenant: name })}
    </Confirm>
  );
}
