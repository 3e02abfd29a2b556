import { t } from "../words/words.ts";
import { Password } from "./Password.tsx";
import classes from "./PasswordRule.module.css";
import { isStrong, RULES } from "./password.ts";

/** The rule of passwords, and how far one that is being typed has come. */
function Rule({ password }: { password: string }) {
  return (
    <span className={classes.rules}>
      {RULES.map(({ label, holds }) => {
        const met = holds(password);
        return (
          <span key={label} data-met={met || undefined} className={classes.rule}>
            <span aria-hidden="true">{met ? "✓" : "·"}</span> {t(label)}
            <span className="hidden">{t(met ? "password.met" : "password.unmet")}</span>
          </span>
        );
      })}
    </span>
  );
}

type Props = {
  name: string;
  value: string;
  error: string | undefined;
  onChange: (event: { currentTarget: { value: string } }) => void;
  /** Whether sending was tried: before, a password that is being typed is no error. */
  tried: boolean;
  autoFocus?: boolean;
};

/** The field of a password that is being chosen, with the rule below. */
export function ChosenPassword({ value, error, tried, ...rest }: Props) {
  return (
    <Password
      label={t("field.newPassword")}
      autoComplete="new-password"
      value={value}
      description={<Rule password={value} />}
      inputWrapperOrder={["label", "input", "error", "description"]}
      {...rest}
      error={tried && !isStrong(value) ? t("password.weak") : error}
    />
  );
}
