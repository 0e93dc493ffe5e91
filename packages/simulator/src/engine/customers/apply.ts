import { renderAddress } from "../address.ts";
import { mergeMetadata } from "../metadata.ts";
import type { FlatCustomer } from "../objects.ts";
import type { UpdateParameters } from "./parameters.ts";

/** Writes what was sent about a customer, except the default method, which has to be looked up. */
export function applyToCustomer(customer: FlatCustomer, params: UpdateParameters): void {
  customer.metadata = mergeMetadata(customer.metadata, params.metadata);
  if (params.address !== undefined) {
    customer.address = params.address && renderAddress({ ...customer.address, ...params.address });
  }
  if (params.description !== undefined) customer.description = params.description;
  if (params.email !== undefined) customer.email = params.email;
  if (params.name !== undefined) customer.name = params.name;
  if (params.phone !== undefined) customer.phone = params.phone;
  if (params.preferred_locales) customer.preferred_locales = params.preferred_locales;
  if (params.tax_exempt !== undefined) customer.tax_exempt = params.tax_exempt ?? "none";
  if (params.shipping !== undefined) customer.shipping = renderShipping(params.shipping);
  const footer = params.invoice_settings?.footer;
  if (footer !== undefined) customer.invoice_settings.footer = footer;
}

function renderShipping(sent: UpdateParameters["shipping"]): FlatCustomer["shipping"] {
  if (!sent) return null;
  return { address: renderAddress(sent.address), name: sent.name, phone: sent.phone ?? null };
}
