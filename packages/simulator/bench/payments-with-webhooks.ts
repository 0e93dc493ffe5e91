import { payMany } from "./shared/pay-many.ts";

export const bench = payMany("Payments, with a webhook endpoint in the process", {
  webhookEndpoints: [{ url: "https://shop.example/hook" }],
  fetch: async () => new Response("ok"),
});
