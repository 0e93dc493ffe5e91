/**
 * What this tab keeps of one order's payment: the client secret, which shows the server after a reload that the same customer
 * asks again. It lies under the order's id, so that no other order's page finds it. A donation is known by its key instead.
 *
 * @param {{ placed: string | null }} purchase
 */
export function keptPayment({ placed }) {
  const name = `chargeonce:payment of ${placed}`;
  const secret = placed === null ? null : sessionStorage.getItem(name);
  return {
    /** What process is sent beside the purchase. */
    proof: secret === null ? {} : { payment_intent_client_secret: secret },
    keep(clientSecret) {
      if (placed !== null) sessionStorage.setItem(name, clientSecret);
    },
    forget: () => sessionStorage.removeItem(name),
  };
}
