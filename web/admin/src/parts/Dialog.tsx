import { Button } from "@mantine/core";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { t } from "../words/words.ts";
import classes from "./Dialog.module.css";

type Props = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** A drawer stands at the side. */
  side?: boolean;
};

/**
 * A dialog of the browser's own: it holds the focus, gives it back, and ends by Escape. It exists while it is open,
 * and a click beside it does not end it: what is typed is not lost by a slip.
 */
export function Dialog({ title, onClose, children, side }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  useLayoutEffect(() => {
    const own = dialog.current;
    own?.showModal();
    own?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => own?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={name}
      className={side ? classes.side : classes.dialog}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={name} className={side ? "hidden" : classes.title}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** The buttons at the foot of a dialog: what is done, and the way back. */
export function Foot({ onClose, children }: { onClose: () => void; children?: ReactNode }) {
  return (
    <div className={classes.foot}>
      <Button variant="default" onClick={onClose}>
        {children ? t("action.cancel") : t("action.close")}
      </Button>
      {children}
    </div>
  );
}
