import { createHash, createHmac } from "node:crypto";

/**
 * Hashes at once instead of on another thread while it runs: a world in which nothing is on its way elsewhere is quiet
 * when its promises are, so that one seed is one run.
 *
 * @returns What puts the platform's own back.
 */
export function installQuickHashes(): () => void {
  const { subtle } = globalThis.crypto;
  const importKey = subtle.importKey.bind(subtle);
  const secrets = new WeakMap<object, Uint8Array>();
  const quick = {
    digest: async (_name: string, bytes: Bytes) =>
      resultOf(createHash("sha256").update(viewOf(bytes))),
    importKey: async (format: "raw", secret: Bytes, ...more: KeyFacts) => {
      // What derives keys, as a database's password does, is the platform's.
      if (nameOf(more[0]) !== "HMAC") return importKey(format, secret, ...more);
      const key = {};
      secrets.set(key, viewOf(secret));
      return key;
    },
    sign: async (_name: string, key: object, message: Bytes) =>
      resultOf(createHmac("sha256", secrets.get(key) ?? "").update(viewOf(message))),
  };
  for (const [name, value] of Object.entries(quick)) {
    Object.defineProperty(subtle, name, { value, configurable: true });
  }
  return () => {
    // What was put on the object hid what its prototype has.
    for (const name of Object.keys(quick)) Reflect.deleteProperty(subtle, name);
  };
}

type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>;
/** The algorithm, whether it may be read, and what for. */
type KeyFacts = [algorithm: string | { name: string }, extractable: boolean, usages: "sign"[]];

function nameOf(algorithm: KeyFacts[0]): string {
  return typeof algorithm === "string" ? algorithm : algorithm.name;
}

function viewOf(bytes: Bytes): Uint8Array {
  return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
}

function resultOf(hash: { digest(): Buffer }): ArrayBuffer {
  return Uint8Array.from(hash.digest()).buffer;
}
