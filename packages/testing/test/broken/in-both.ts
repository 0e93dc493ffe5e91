import type { DueQuery, PaymentStore, Taken, TakeQuery, WebhookEventStore } from "@chargeonce/core";
import { type BrokenStore, brokenMethods } from "./broken-store.ts";

interface Task {
  readonly id: string;
}
/** What payments and events have in common. */
interface Work<Each extends Task> {
  takeDue(query: TakeQuery): Promise<Taken<Each>[]>;
  listDue(query: DueQuery): Promise<Each[]>;
  update(task: Each): Promise<boolean>;
}
type Fault = <Each extends Task>(inner: Work<Each>) => Partial<Work<Each>>;

/** The same fault for payments and for events: two stores. */
export function inBoth(
  fault: string,
  make: Fault,
  caughtBy: { payments: readonly string[]; events: readonly string[] },
): BrokenStore[] {
  return [
    brokenMethods(`payments ${fault}`, caughtBy.payments, {
      payments: (inner): Partial<PaymentStore> => make(inner),
    }),
    brokenMethods(`events ${fault}`, caughtBy.events, {
      events: (inner): Partial<WebhookEventStore> => make(inner),
    }),
  ];
}
