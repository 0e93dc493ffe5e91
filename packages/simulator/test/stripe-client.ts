import Stripe from "stripe";
import { createSimulator, type Simulator, type SimulatorOptions } from "../src/index.ts";
import { connectFace } from "./face.ts";

/** 2026-11-23T12:00:00Z */
export const START_MS = 1_795_435_200_000;

export interface Setup {
  clock: { ms: number };
  simulator: Simulator;
  stripe: Stripe;
}

/** The real client on a simulator with a clock that only the test moves. It retries nothing. */
export function setUp(options: SimulatorOptions = {}): Setup {
  const clock = { ms: START_MS };
  const simulator = createSimulator({ seed: "test", now: () => clock.ms, ...options });
  return { clock, simulator, stripe: clientOf(simulator) };
}

/** A client that reaches the simulator through the face that this run of the tests is for. */
export function clientOf(
  simulator: Simulator,
  key = "sk_test_simulator",
  config: Partial<Stripe.StripeConfig> = {},
): Stripe {
  return new Stripe(key, {
    httpClient: connectFace(simulator),
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** The error that a call ends with; fails when it ends well. */
export async function errorOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error("The call was expected to fail.");
}

/** Card only, no redirects: what a server that confirms sends. */
export const CARD_ONLY = {
  amount: 1099,
  currency: "usd",
  automatic_payment_methods: { enabled: true, allow_redirects: "never" },
} as const;
