import { TextInput, type TextInputProps } from "@mantine/core";
import { useId, useState } from "react";
import { codeOf, type Named, nameOf } from "../names.ts";

type Props = Omit<TextInputProps, "value" | "onChange"> & {
  value: string;
  onChange: (event: { currentTarget: { value: string } }) => void;
  /** The codes, by their names. */
  of: readonly Named[];
};

/** A field for one of many names: typed or chosen from a list that narrows; its value is the name's code. */
export function NameInput({ value, onChange, of, ...rest }: Props) {
  const list = useId();
  const [shown, setShown] = useState({ value, text: nameOf(value, of) });
  // Set from elsewhere, such as by another editor.
  if (shown.value !== value) setShown({ value, text: nameOf(value, of) });
  const type = (text: string) => {
    const value = codeOf(text, of);
    setShown({ value, text });
    onChange({ currentTarget: { value } });
  };
  /** Who typed the code itself means its name. */
  const settle = () => {
    const code = of.find(([code]) => code.toLowerCase() === shown.text.trim().toLowerCase());
    type(code?.[1] ?? shown.text);
  };
  return (
    <>
      <TextInput
        {...rest}
        list={list}
        value={shown.text}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={settle}
      />
      <datalist id={list}>
        {of.map(([code, name]) => (
          <option key={code} value={name} />
        ))}
      </datalist>
    </>
  );
}
