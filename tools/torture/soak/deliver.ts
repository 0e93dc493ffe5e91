import { setTimeout as sleep } from "node:timers/promises";
import type { Simulator } from "@chargeonce/simulator";
import { between, type Random } from "../random.ts";

/** What the deliveries of an event came to. Milliseconds since the epoch. */
export interface Delivery {
  readonly firstSentAt: number;
  /** When a server first answered it with a 2xx; null when none did. */
  ackedAt: number | null;
}

/** By event id; those that were never sent are not in it. */
export type Deliveries = Map<string, Delivery>;

export interface DeliveryCounts {
  /** Answered with a 2xx, duplicates too. */
  delivered: number;
  /** Tries that were not. */
  refused: number;
  /** Events that are kept from the endpoint. */
  dropped: number;
  /** Deliveries beyond an event's first. */
  duplicates: number;
  /** Deliveries that were not made in time. */
  late: number;
}

export interface Post {
  readonly simulator: Simulator;
  readonly findServer: () => string | null;
  readonly random: Random;
  readonly deliveries: Deliveries;
  readonly counts: DeliveryCounts;
  /** Ends it. */
  readonly signal: AbortSignal;
}

const DROPPED = 0.05;
const DUPLICATED = 0.1;
const MOST_COPIES = 5;
const LANES = 24;
const TIMEOUT_MS = 8_000;
const PAUSE_MS = 100;

/** Delivers events in any order, some several times and some never; each until a server answers with a 2xx. */
export async function deliver(post: Post, eventIds: readonly string[]): Promise<void> {
  const sends = shuffle(post.random, eventIds.flatMap(copiesOf(post)));
  const lane = async () => {
    while (!post.signal.aborted) {
      const eventId = sends.pop();
      if (eventId === undefined) return;
      await deliverOne(post, eventId);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  post.counts.late += sends.length;
}

function copiesOf({ random, counts }: Post): (eventId: string) => readonly string[] {
  return (eventId) => {
    if (random() < DROPPED) {
      counts.dropped += 1;
      return [];
    }
    const copies = random() < DUPLICATED ? between(random, 2, MOST_COPIES) : 1;
    counts.duplicates += copies - 1;
    return Array.from({ length: copies }, () => eventId);
  };
}

function shuffle(random: Random, items: string[]): string[] {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = between(random, 0, at);
    [items[at], items[other]] = [items[other] ?? "", items[at] ?? ""];
  }
  return items;
}

async function deliverOne(post: Post, eventId: string): Promise<void> {
  const { deliveries, counts, signal } = post;
  const delivery = deliveries.get(eventId) ?? { firstSentAt: Date.now(), ackedAt: null };
  deliveries.set(eventId, delivery);
  while (!signal.aborted) {
    if (await send(post, eventId)) {
      delivery.ackedAt ??= Date.now();
      counts.delivered += 1;
      return;
    }
    counts.refused += 1;
    await sleep(PAUSE_MS * (0.5 + post.random()));
  }
  counts.late += 1;
}

async function send({ simulator, findServer }: Post, eventId: string): Promise<boolean> {
  const server = findServer();
  if (server === null) return false;
  try {
    const { body, headers } = simulator.webhooks.signed(eventId);
    const response = await fetch(`${server}/payments/webhook`, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // the server died, or the answer did not come in time
  }
}
