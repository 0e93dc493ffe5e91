export { type KoaHandler, type KoaPaymentsOptions, koaPayments } from "./koa-payments.ts";
