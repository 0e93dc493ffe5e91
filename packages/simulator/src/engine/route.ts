import type * as z from "zod";
import type { Caller } from "./api-types.ts";
import { expand, hash } from "./parameters.ts";
import type { World } from "./world.ts";

/** Kinds of objects that may stand in place of their ids. */
export type Expandable =
  | "payment_intent"
  | "setup_intent"
  | "charge"
  | "payment_method"
  | "customer"
  | "refund"
  | "dispute"
  | "early_fraud_warning"
  | "event"
  | "webhook_endpoint";

export type Method = "GET" | "POST" | "DELETE";

/** One endpoint. `run` gets parameters that `parameters` has checked. */
export interface Route {
  /** Resource and operation, e.g. `payment_intents.confirm`. */
  readonly name: string;
  readonly method: Method;
  /** `:id` stands for one path segment, `:nested` for a second one. */
  readonly path: string;
  /** Whether a publishable key may call it. */
  readonly publishable: boolean;
  /** Whether it changes the object that the path names, and so locks it. */
  readonly locks: boolean;
  readonly parameters: z.ZodType;
  /** The kind of object it answers with, or has a list of. */
  readonly answers: Expandable;
  /** Whether it answers with a list, whose items `expand` reaches by `data.…`. */
  readonly lists: boolean;
  /** Whether that list is the result of a search, which `expand` can have counted. */
  readonly searches: boolean;
  run(world: World, caller: Caller, params: unknown, id: string, nested: string): object;
}

interface Definition<T extends z.ZodType> {
  answers: Expandable | { list: Expandable } | { search: Expandable };
  parameters: T;
  publishable?: boolean;
  run: (world: World, caller: Caller, params: z.output<T>, id: string, nested: string) => object;
}

export function route<T extends z.ZodType>(
  name: string,
  [method, path]: readonly [Method, string],
  { answers, parameters, publishable = false, run }: Definition<T>,
): Route {
  const lists = typeof answers === "object";
  const searches = lists && "search" in answers;
  return {
    name,
    method,
    path,
    publishable,
    locks: method !== "GET" && path.includes(":id"),
    answers: lists ? ("search" in answers ? answers.search : answers.list) : answers,
    lists,
    searches,
    parameters,
    // The engine calls `run` with nothing but the output of `parameters`.
    run: (world, caller, params, id, nested) =>
      run(world, caller, params as z.output<T>, id, nested),
  };
}

/** The parameters of an endpoint that takes nothing else. */
export const onlyExpand = hash({ expand });
