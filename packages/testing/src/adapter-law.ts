import type { HttpFace } from "@chargeonce/core";
import { createRecordingShop, type RecordingShop, type Visitor } from "./recording-shop.ts";
import { within } from "./within.ts";

/**
 * What only some frameworks have. A law that needs one of these is not run on an adapter without it, and is reported.
 *
 * `body_parser`: the framework's parser can run first and leave a parsed value. `kept_bytes`: it can keep the bytes beside
 * it. `error_flow`: the application has an error handler of its own.
 */
export type AdapterCapability = "body_parser" | "kept_bytes" | "error_flow";

/** What an application is made of for one trial. */
export interface AdapterMount {
  /** To be given to the adapter: `expressPayments(payments, { context })`. */
  readonly payments: { readonly http: HttpFace<Visitor> };
  /** Where to mount it, for example `/payments`. */
  readonly prefix: string;
  /** What runs before it: nothing, the framework's JSON parser, or the one that keeps the bytes. */
  readonly parser: "none" | "json" | "json_keeping_bytes";
  /** To be called by `context`, with the `x-visitor` header as the framework's request has it. Throws for a stranger. */
  readonly visitor: (header: string | null | undefined) => Visitor;
  /** To be called by the application's error handler with what it gets, before it answers 500 in its own words. */
  readonly heard: (error: unknown) => void;
}

/** An application that listens on 127.0.0.1. */
export interface MountedAdapter {
  /** Without the prefix: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Drops every connection. */
  close(): Promise<void>;
}

/**
 * Makes an application with the adapter in it, anew for every law, on a free port. Whatever the adapter passes on is
 * answered by the application itself: status 418, and as its text the body that it read.
 */
export type MountAdapter = (mount: AdapterMount) => Promise<MountedAdapter>;

/** One thing that an adapter must get right, to be registered in any test runner. */
export interface AdapterLaw {
  readonly id: string;
  readonly title: string;
  /** All of these. */
  readonly needs: readonly AdapterCapability[];
  /**
   * Tries the law on an application of its own, over HTTP.
   *
   * @param options.deadlineMs How long the trial may take before it counts as hanging; default 10 000 ms.
   * @throws AssertionError when the law is broken, or the trial hangs.
   */
  run(make: MountAdapter, options?: { deadlineMs?: number }): Promise<void>;
}

/** The application of one trial, and what lies behind its adapter. */
export interface Trial {
  readonly shop: RecordingShop;
  /** With the prefix: `http://127.0.0.1:49152/payments`. */
  readonly url: string;
  /** Without it. */
  readonly origin: string;
  readonly prefix: string;
  /** What the application's error handler got. */
  readonly heard: readonly unknown[];
}

/** How the application of a trial is made. */
interface Scene {
  readonly needs?: readonly AdapterCapability[];
  readonly prefix?: string;
  readonly parser?: AdapterMount["parser"];
  /** Puts something between the adapter and the shop. */
  readonly around?: (http: HttpFace<Visitor>) => HttpFace<Visitor>;
}

const DEFAULT_DEADLINE_MS = 10_000;

/** A law, tried on a shop of its own behind the adapter. */
export function adapterLaw(
  id: string,
  title: string,
  { needs = [], prefix = "/payments", parser = "none", around = (http) => http }: Scene,
  trial: (scene: Trial) => Promise<void>,
): AdapterLaw {
  return {
    id,
    title,
    needs,
    async run(make, { deadlineMs = DEFAULT_DEADLINE_MS } = {}) {
      const shop = createRecordingShop();
      const heard: unknown[] = [];
      const server = await make({
        payments: { http: around(shop.http) },
        prefix,
        parser,
        visitor: shop.visitor,
        heard: (error) => heard.push(error),
      });
      const { url: origin } = server;
      try {
        const work = trial({ shop, url: `${origin}${prefix}`, origin, prefix, heard });
        await within(deadlineMs, work, `${id} hangs`);
      } finally {
        await server.close();
      }
    },
  };
}
