// Does with every command of the packages what it is for, from the tarballs, in a folder of its own: the simulator serves and
// tells, a shop is paid there, and the operator's command looks after it. Plain JavaScript, for old Nodes.
// node run-bins.mjs <database url>
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPayments } from "@chargeonce/core";
import { expressPayments } from "@chargeonce/express";
import express from "express";
import Stripe from "stripe";

const [, , url] = process.argv;
const WITHIN_MS = 20_000;
const [major, minor] = process.versions.node.split(".").map(Number);
const hasSqlite = major > 22 || (major === 22 && minor >= 13);
const ours = resolve("node_modules/@chargeonce");
const bins = new Map();
for (const name of readdirSync(ours)) {
  const { bin = {} } = JSON.parse(readFileSync(join(ours, name, "package.json"), "utf8"));
  for (const [command, file] of Object.entries(bin)) bins.set(command, join(ours, name, file));
}
// A command that is not tried here is not known to work.
assert.deepEqual([...bins.keys()].sort(), ["chargeonce", "chargeonce-simulator"]);
const folder = mkdtempSync(resolve("bins-"));

const hush = () => undefined;

/** Starts a command in the empty folder; nothing of this process's settings reaches it. */
function start(command, words, env = {}) {
  const child = spawn(process.execPath, [bins.get(command), ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (said.stdout += chunk));
  child.stderr.on("data", (chunk) => (said.stderr += chunk));
  const ended = once(child, "close").then(([code]) => code);
  return { child, said, ended };
}

async function operate(env, line, expected = 0) {
  const { said, ended } = start("chargeonce", line.split(" "), env);
  const code = await ended;
  const where = `chargeonce ${line} exited with ${code}: ${said.stdout}${said.stderr}`;
  assert.equal(code, expected, where);
  if (code === 0 || code === 2) assert.equal(said.stderr, "", where);
  return code === 1 ? said.stderr : JSON.parse(said.stdout);
}

/** Where the shop listens before it is open, so that the simulator can be told. */
async function openShop(simulatorOf) {
  const app = express();
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}/payments`;
  const simulator = await simulatorOf(`${origin}/webhook`);
  const { store, close } = await openStore();
  const { hostname, port } = new URL(simulator.url);
  const payments = createPayments({
    stripe: new Stripe(simulator.key, { host: hostname, port, protocol: "http" }),
    logger: { debug: hush, info: hush, warn: hush, error: hush },
    store,
    webhookSecrets: [simulator.secret],
    loadOrder: async ({ body }) => ({ id: body.order_id, amount: 1050, currency: "usd" }),
    onPayment: {
      succeeded: ({ payment, reason }) =>
        payment.orderRef === "doubtful" && reason === null ? "review" : undefined,
      review: () => undefined,
    },
  });
  app.use("/payments", expressPayments(payments));
  const post = async (path, body, status = 200) => {
    const answer = await fetch(origin + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    assert.equal(answer.status, status, `${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
  const begin = (id) =>
    post("/process", {
      order_id: id,
      amount: 1050,
      currency: "usd",
      payment_method_id: "pm_card_visa",
    });
  return {
    begin,
    async pay(id, status) {
      const { client_secret } = await begin(id);
      const secret = { payment_intent_client_secret: client_secret };
      return post("/confirm", { ...secret, payment_method_id: "pm_card_visa" }, status);
    },
    /** Waits for Stripe's own word on everything that was paid. */
    async told(count) {
      const deadline = Date.now() + WITHIN_MS;
      const heard = () => payments.events.list({ type: "payment_intent.succeeded" });
      while ((await heard()).length < count) {
        assert.ok(Date.now() < deadline, "The simulator delivered no webhook.");
        await sleep(50);
      }
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await close();
    },
  };
}

async function openStore() {
  if (url.startsWith("sqlite:")) {
    const { sqliteStore } = await import("@chargeonce/store-sqlite");
    const store = sqliteStore({ file: join(folder, url.slice("sqlite:".length)) });
    return { store, close: () => store.close() };
  }
  const [{ postgresStore }, { default: pg }] = await Promise.all([
    import("@chargeonce/store-postgres"),
    import("pg"),
  ]);
  const pool = new pg.Pool({ connectionString: url });
  return { store: postgresStore(pool), close: () => pool.end() };
}

async function startSimulator(webhook) {
  const run = start("chargeonce-simulator", ["--port", "0", "--webhook", webhook]);
  const deadline = Date.now() + WITHIN_MS;
  while (!/dashboard/.test(run.said.stdout)) {
    assert.equal(run.child.exitCode, null, run.said.stderr);
    assert.ok(Date.now() < deadline, `The simulator said: ${run.said.stdout}${run.said.stderr}`);
    await sleep(50);
  }
  const find = (pattern) => pattern.exec(run.said.stdout)[1];
  return {
    url: find(/on (http:\S+)/),
    key: find(/secret key +(\S+)/),
    secret: find(/webhook secret +(\S+)/),
    /** As a service manager does, with a client that keeps its connection. */
    async stop() {
      run.child.kill("SIGTERM");
      const code = await Promise.race([run.ended, sleep(WITHIN_MS, "late", { ref: false })]);
      assert.equal(code, 0, `SIGTERM ended the simulator with ${code}: ${run.said.stderr}`);
    },
    kill: () => run.child.kill("SIGKILL"),
  };
}

/** On a Node without SQLite the operator reads one sentence that says what to do. */
async function refuseOldNode() {
  const settings = { DATABASE_URL: url, STRIPE_SECRET_KEY: "sk_test_1" };
  for (const line of ["migrate", "payments list", "reviews", "health"]) {
    const said = await operate(settings, line, 1);
    assert.match(said, /^\S[^\n]* needs Node 22\.13 or newer, and this is [^\n]*\n$/);
  }
  console.log(`  ${process.version}: chargeonce asks for a newer Node, in one sentence`);
}

async function lookAfterShop() {
  const settings = { DATABASE_URL: url };
  await operate(settings, "migrate --json");
  let simulator;
  const shop = await openShop(async (webhook) => {
    simulator = await startSimulator(webhook);
    return simulator;
  });
  try {
    const env = { ...settings, STRIPE_SECRET_KEY: simulator.key, STRIPE_API_BASE: simulator.url };
    assert.equal((await shop.pay("plain", 200)).status, "succeeded");
    const { error: doubtful } = await shop.pay("doubtful", 409);
    assert.equal(doubtful.code, "payment_in_review");
    await shop.begin("left");
    await shop.told(2);
    const list = await operate(env, "payments list --json");
    const orders = list.payments.map(({ orderRef }) => orderRef).sort();
    assert.deepEqual(orders, ["doubtful", "left", "plain"]);
    assert.deepEqual(await operate(settings, "migrate --json").then(({ steps }) => steps), []);
    const id = doubtful.payment_id;
    assert.match(JSON.stringify(await operate(env, "reviews --json", 2)), new RegExp(id));
    assert.match(JSON.stringify(await operate(env, `payments show ${id} --json`)), /doubtful/);
    await operate(env, "health --json", 2);
    await operate(env, `payments resolve ${id} paid --json`);
    await operate(env, "payments cancel left --json");
    const type = "--type payment_intent.succeeded";
    assert.equal((await operate(env, `events list ${type} --json`)).events.length, 2);
    await operate(env, "reconcile --json");
    assert.match(JSON.stringify(await operate(env, "reviews --json")), /"payments":\[\]/);
    await simulator.stop();
    await operate(env, "reconcile --json", 3);
  } finally {
    await shop.close();
    simulator.kill();
  }
  console.log(`  ${process.version}: chargeonce and chargeonce-simulator do their work`);
}

try {
  await (url.startsWith("sqlite:") && !hasSqlite ? refuseOldNode() : lookAfterShop());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
