import { useState } from "react";
import classes from "./Picture.module.css";

/** A picture of the shop's, fetched without saying from where; its name stands beside it. */
export function Picture({ of, small }: { of: string | null | undefined; small?: boolean }) {
  const [broken, setBroken] = useState(false);
  const shows = of && /^(https:\/\/|http:\/\/[^/]*localhost[:/])/.test(of) && !broken;
  return (
    <span className={classes.frame} data-small={small || undefined}>
      {shows && (
        <img src={of} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
      )}
    </span>
  );
}
