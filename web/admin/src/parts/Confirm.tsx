import type { ReactNode } from "react";
import { Dialog, Foot } from "./Dialog.tsx";
import { Form, Send } from "./Form.tsx";

type Props = {
  title: string;
  /** What the button does, by its name. */
  action: string;
  sending: { isPending: boolean; isPaused: boolean; error: unknown };
  onDo: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks before something is done that is not undone by another click. */
export function Confirm({ title, action, sending, onDo, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form sending={sending} onSend={onDo}>
        <p>{children}</p>
        <Foot onClose={onClose}>
          <Send sending={sending} color="#b42318">
            {action}
          </Send>
        </Foot>
      </Form>
    </Dialog>
  );
}
