import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Failed } from "../parts/Loaded.tsx";
import { t } from "../words/words.ts";
import { Gate } from "./Gate.tsx";

/** A page that came to grief, in its house; what is tried again is the page. */
export function Broken({ error }: ErrorComponentProps) {
  const router = useRouter();
  return <Failed error={error} again={() => void router.invalidate()} />;
}

/** The same where the house itself did not come: who is signed in could not be told. */
export function Closed(props: ErrorComponentProps) {
  return (
    <Gate title={t("product")}>
      <Broken {...props} />
    </Gate>
  );
}
