import { watched } from "../api/watched.ts";
import classes from "./notices.module.css";

const said = watched<readonly { id: number; text: string }[]>([]);
const STAYS = 6_000;
let last = 0;

/** Says shortly what was done. */
export function say(text: string) {
  const id = ++last;
  said.set([...said.read(), { id, text }]);
  setTimeout(() => said.set(said.read().filter((one) => one.id !== id)), STAYS);
}

/** What was said is over: something else is being done. */
export const hush = () => said.set([]);

export function Notices() {
  return (
    <div role="status" className={classes.notices}>
      {said.use().map(({ id, text }) => (
        <p key={id} className={classes.notice}>
          {text}
        </p>
      ))}
    </div>
  );
}
