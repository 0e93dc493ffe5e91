import * as z from "zod";

/** `POST /orders`: what is wanted, never what it costs. */
export const orderInput = z.strictObject({
  items: z
    .array(z.strictObject({ product_id: z.string().max(64), quantity: z.int().min(1).max(9) }))
    .min(1)
    .max(20)
    .refine((items) => new Set(items.map((item) => item.product_id)).size === items.length, {
      error: "Each product may stand in the basket once.",
    }),
});

export type OrderInput = z.infer<typeof orderInput>;
