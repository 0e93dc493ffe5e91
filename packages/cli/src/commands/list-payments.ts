import { needsPerson, type PageMark } from "@chargeonce/core";
import type { Session } from "../connect.ts";
import { pageResult, readPage } from "../page.ts";
import { PAYMENT_COLUMNS, paymentDocument, paymentRow } from "../payment-view.ts";
import type { Result } from "../result.ts";
import { requirePayment } from "./require-payment.ts";

/** Which payments to list; what is absent does not narrow. */
export interface PaymentFilter {
  readonly status?: string;
  readonly order?: string;
  readonly since?: Date;
  readonly after?: string;
  readonly limit: number;
}

export async function listPayments(session: Session, filter: PaymentFilter): Promise<Result> {
  const { status, order, since, after } = filter;
  const query = {
    ...(status !== undefined && { status }),
    ...(order !== undefined && { orderRef: order }),
    ...(since !== undefined && { createdFrom: since }),
    ...(after !== undefined && { after: await markOf(session, after) }),
  };
  const page = await readPage(filter.limit, (limit) => session.operator.list({ ...query, limit }));
  return pageResult(page, {
    name: "payments",
    columns: PAYMENT_COLUMNS,
    row: paymentRow,
    document: paymentDocument,
    none: `No payments (${session.owner}).`,
    note: page.items.some(needsPerson)
      ? "review, ! : a person must see to it; `chargeonce reviews` says why"
      : null,
  });
}

async function markOf(session: Session, id: string): Promise<PageMark> {
  const payment = await requirePayment(session, id);
  return { at: payment.createdAt, id: payment.id };
}
