const ID_CHARACTERS = 32;
const IDS_AT_ONCE = 64;

let pool = "";
let at = 0;

/**
 * A message id: 128 bits of chance as letters from a to p, nothing of the device or the page in it.
 *
 * Not `randomUUID`: pages without TLS lack it, and asking the system once for many ids is much quicker.
 */
export function messageId(): string {
  if (at === pool.length) {
    const bytes = crypto.getRandomValues(new Uint8Array(IDS_AT_ONCE * ID_CHARACTERS));
    pool = new TextDecoder().decode(bytes.map((byte) => 97 + (byte & 15)));
    at = 0;
  }
  at += ID_CHARACTERS;
  return pool.slice(at - ID_CHARACTERS, at);
}
