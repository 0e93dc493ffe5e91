export { type FetchHandler, type FetchPaymentsOptions, fetchPayments } from "./fetch-payments.ts";
