import type * as z from "zod";
import { API_VERSION } from "../events/emit.ts";
import { metadata } from "../metadata.ts";
import { listParameters } from "../paginate.ts";
import { emptyable, expand, flag, hash, list, text } from "../parameters.ts";
import { isEventType, listEventTypes } from "./event-types.ts";

const URL_INVALID = { code: "url_invalid" };

const url = text
  .refine((value) => /^[a-z][a-z0-9+.-]*:\/\//i.test(value), {
    error: "Invalid URL: An explicit scheme (such as https) must be provided.",
    params: URL_INVALID,
  })
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), {
    error: "Not a valid URL",
    params: URL_INVALID,
  });

const enabledEvents = list(text).superRefine((names, context) => {
  if (names.length === 0) {
    const message = "Invalid array: enabled_events must have at least one entry.";
    context.addIssue({ code: "custom", message });
  }
  const at = names.findIndex((name) => name !== "*" && !isEventType(name));
  if (at < 0) return;
  context.addIssue({
    code: "custom",
    path: [at],
    message: `Invalid enabled_events[${at}]: must be one of *, ${listEventTypes().join(", ")}`,
  });
});

/** Stripe renders events in the version of the endpoint; here there is one version. */
const apiVersion = text.superRefine((version, context) => {
  if (version === API_VERSION) return;
  const message = /^\d{4}-\d{2}-\d{2}(?:\.[a-z]+)?$/.test(version)
    ? `This version may exist at Stripe, but the simulator renders events in ${API_VERSION} only.`
    : `Invalid Stripe API version: ${version}`;
  context.addIssue({ code: "custom", message });
});

const shared = { description: emptyable(text).optional(), metadata: metadata.optional(), expand };

export const createWebhookEndpointParameters = hash({
  ...shared,
  url,
  enabled_events: enabledEvents,
  api_version: apiVersion.optional(),
  connect: flag.optional(),
});

export type CreateWebhookEndpointParameters = z.output<typeof createWebhookEndpointParameters>;

export const updateWebhookEndpointParameters = hash({
  ...shared,
  url: url.optional(),
  enabled_events: enabledEvents.optional(),
  disabled: flag.optional(),
});

export type UpdateWebhookEndpointParameters = z.output<typeof updateWebhookEndpointParameters>;

const { limit, starting_after, ending_before } = listParameters;

export const listWebhookEndpointsParameters = hash({
  limit,
  starting_after,
  ending_before,
  expand,
});

export type ListWebhookEndpointsParameters = z.output<typeof listWebhookEndpointsParameters>;
