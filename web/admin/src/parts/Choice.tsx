import classes from "./Choice.module.css";

type Props<T extends string> = {
  label: string;
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  onChange: (value: T) => void;
};

/** One of a few, all in sight: a filter, a span of time. */
export function Choice<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <fieldset className={classes.choice}>
      <legend className="hidden">{label}</legend>
      {options.map(([one, name]) => (
        <button
          key={one}
          type="button"
          className={classes.one}
          aria-pressed={one === value}
          onClick={() => onChange(one)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
