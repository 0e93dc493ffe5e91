import type { Client } from "pg";

/**
 * A database some time after the start, shared by two modes: most is done, a tenth is due, a hundredth waits for a
 * person. The other mode has as much, and all of it is due.
 */
export async function fillTables(client: Client, schema: string): Promise<void> {
  const at = "timestamptz '2026-01-15T09:00:00Z' + n * interval '1 second'";
  await client.query(`
    insert into ${schema}.chargeonce_payments
    select 'pay_' || n, decode(md5(n::text) || md5(n::text), 'hex'), '', '', n > 20000, '', n::text, 1,
      case when n % 200 = 3 then 'processing' when n % 5 = 0 then 'canceled' else 'succeeded' end, 1999, 'eur',
      'pi_' || n, n % 100 = 0, case when n % 10 = 0 or n > 20000 then ${at} end, case when n % 200 = 7 then ${at} end,
      case when n % 100 = 9 then 'failed' end, case when n % 100 = 9 then ${at} end, null, ${at}, now(), 1,
      repeat('x', 500)
    from generate_series(1, 40000) n;
    insert into ${schema}.chargeonce_keys select 'k' || n, 'f', 'pay_' || n, now() from generate_series(1, 40000) n;
    insert into ${schema}.chargeonce_events
    select 'evt_' || n, 't', '', n > 20000, '', null, 'pi_' || n / 4,
      case when n % 10 = 0 or n > 35000 then 'pending' when n % 999 = 0 then 'dead' else 'done' end,
      n % 100 = 9, ${at}, null, ${at}, ${at}, 1, repeat('x', 500)
    from generate_series(1, 40000) n;
    insert into ${schema}.chargeonce_feed select 'acct_' || n, false, '', now(), now() from generate_series(1, 5000) n;
    insert into ${schema}.chargeonce_strays
    select '', n > 20000, '', 'pi_' || n, ${at}, case when n % 10 > 0 then ${at} end,
      case when n % 10 > 4 then 'kept' when n % 10 > 0 then 'closed' end, 1, repeat('x', 500)
    from generate_series(1, 40000) n;
    analyze ${schema}.chargeonce_payments;
    analyze ${schema}.chargeonce_keys;
    analyze ${schema}.chargeonce_events;
    analyze ${schema}.chargeonce_feed;
    analyze ${schema}.chargeonce_strays`);
}
