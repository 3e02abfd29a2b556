import { Textarea, TextInput } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type Held, look, put } from "../api/client.ts";
import { me } from "../api/queries.ts";
import type { Fields, Me } from "../api/types.ts";
import { ownClock } from "../format.ts";
import { countries } from "../names.ts";
import { Conflict, useEdit } from "../parts/edit.tsx";
import { Form, Send } from "../parts/Form.tsx";
import { Panel } from "../parts/facts.tsx";
import { NameInput } from "../parts/NameInput.tsx";
import { say } from "../parts/notices.tsx";
import { Page } from "../parts/Page.tsx";
import { named, t } from "../words/words.ts";
import { Email } from "./account/Email.tsx";
import { NewPassword } from "./account/NewPassword.tsx";
import { SecondFactor } from "./account/SecondFactor.tsx";
import { Sessions } from "./account/Sessions.tsx";

/** What a member tells of themselves; what is not told is empty. */
type AccountFields = Record<keyof Fields, string>;

/** What a browser may fill in for a field. */
const FILLS: Record<keyof AccountFields, string> = {
  title: "honorific-prefix",
  first_name: "given-name",
  last_name: "family-name",
  country: "country-name",
  vat_number: "off",
  phone: "tel",
  postal_address: "street-address",
  domain_name: "off",
};
const COUNTRIES = countries();
const FIELDS = Object.keys(FILLS) as (keyof AccountFields)[];

const fieldsOf = ({ data, etag }: Held<Me>): Held<AccountFields> => ({
  data: Object.fromEntries(FIELDS.map((name) => [name, data.fields[name] ?? ""])) as AccountFields,
  etag,
});

function Data({ now }: { now: Held<Me> }) {
  const memory = useQueryClient();
  const edit = useEdit<AccountFields>({
    now: fieldsOf(now),
    save: async (body, ifMatch) => fieldsOf(await put("/api/me", { body, ifMatch })),
    read: async () => fieldsOf(await look("/api/me", {})),
    onSaved: (changed) => {
      void memory.invalidateQueries({ queryKey: me.queryKey, exact: true });
      say(t(changed ? "account.saved" : "edit.same"));
    },
  });
  const label = (name: string) => named("account.field", name);
  return (
    <>
      <Form sending={edit.sending} onSend={edit.send} fields={FIELDS} label={t("account.data")}>
        <p className="dim">{t("account.dataText")}</p>
        {FIELDS.map((name) => {
          const shared = { label: label(name), autoComplete: FILLS[name], ...edit.field(name) };
          if (name === "country") return <NameInput key={name} of={COUNTRIES} {...shared} />;
          const Input = name === "postal_address" ? Textarea : TextInput;
          return <Input key={name} {...shared} />;
        })}
        <div className="row">
          <Send sending={edit.sending}>{t("action.save")}</Send>
          {edit.isDirty && <span className="dim small">{t("settings.unsaved")}</span>}
        </div>
      </Form>
      <Conflict edit={edit} labelOf={label} />
    </>
  );
}

export function Account() {
  const { data: now } = useSuspenseQuery(me);
  return (
    <Page title={t("nav.account")} lead={t("time.own", { zone: ownClock.zone })}>
      <div className="columns">
        <Panel title={t("account.data")}>
          <Data now={now} />
        </Panel>
        <div className="stack">
          <Panel title={t("field.email")}>
            <Email email={now.data.email} />
          </Panel>
          <Panel title={t("account.password")}>
            <NewPassword email={now.data.email} />
          </Panel>
          <Panel title={t("account.second")}>
            <SecondFactor on={now.data.second_factor} />
          </Panel>
          <Panel title={t("account.sessions")}>
            <Sessions />
          </Panel>
        </div>
      </div>
    </Page>
  );
}
