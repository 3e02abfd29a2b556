import { useQuery } from "@tanstack/react-query";
import { useHere } from "../shell/tenant.ts";
import { named } from "../words/words.ts";

/** What a purpose is called: those every company has by our words, its own by the name it gave them. */
export function PurposeName({ of }: { of: string }) {
  const { reads, allows } = useHere();
  const isOwn = of.startsWith("own-");
  const query = useQuery({ ...reads.purposes, enabled: isOwn && allows("purposes") });
  const own = query.data?.data.items.find(({ purpose }) => purpose === of);
  return own?.terms.title ?? named("purpose", of);
}
