import * as z from "zod";

/** A whole number, as forms send it. */
export const whole = z
  .string()
  .regex(/^\d{1,9}$/, { error: "must be a whole number." })
  .transform(Number);

/** A field that may be left empty. */
export const optional = <T extends z.ZodType>(field: T) =>
  z.union([z.literal("").transform(() => undefined), field]).optional();
