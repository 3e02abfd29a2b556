import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { t } from "../words/words.ts";

/** The field of a password. Mantine's says to the eye alone that it is wrong. */
export const Password = (props: PasswordInputProps) => (
  <PasswordInput
    required
    aria-invalid={Boolean(props.error) || undefined}
    visibilityToggleButtonProps={{ "aria-label": t("field.showPassword") }}
    {...props}
  />
);
