export {
  type ExpressHandler,
  type ExpressPaymentsOptions,
  expressPayments,
} from "./express-payments.ts";
