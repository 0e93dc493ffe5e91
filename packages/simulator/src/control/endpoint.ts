import * as z from "zod";

/** What the control endpoint answers instead of doing what was asked. */
export class ControlRefusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "ControlRefusal";
    this.status = status;
    this.headers = headers;
  }
}

/** One method of one path. `run` gets what `input` has checked: the JSON body, or the query of a GET. */
export interface ControlEndpoint {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/_simulator`; `:id` stands for one segment. */
  readonly path: string;
  readonly input: z.ZodType;
  /** Undefined is answered with 204. */
  run(input: unknown, id: string): unknown;
}

export function endpoint<T extends z.ZodType>(
  [method, path]: readonly [ControlEndpoint["method"], string],
  input: T,
  run: (input: z.output<T>, id: string) => unknown,
): ControlEndpoint {
  // `run` is called with nothing but the output of `input`.
  return { method, path, input, run: (checked, id) => run(checked as z.output<T>, id) };
}

export const nothing = z.strictObject({});

/** An error of the simulator is an answer to whoever asked. */
export async function orRefuse<T>(status: number, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Error ? new ControlRefusal(status, error.message) : error;
  }
}
