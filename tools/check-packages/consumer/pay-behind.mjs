// Builds an application of the framework that is named, serves it as in production, and pays an order there.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createSimulator } from "@chargeonce/simulator";
import { payAnOrder, posterOf } from "./pay-an-order.mjs";

const NEXT = "../node_modules/next/dist/bin/next";
/** What each runs in its folder. It is told where to listen by `HOST` and `PORT`. */
const FRAMEWORKS = {
  next: { build: [NEXT, "build"], serve: [NEXT, "start", "--hostname", "127.0.0.1"] },
  sveltekit: { build: ["../node_modules/vite/bin/vite.js", "build"], serve: ["build/index.js"] },
};
const STARTS_WITHIN_MS = 30_000;

const [, , name] = process.argv;
const { build, serve } = FRAMEWORKS[name];
const simulator = createSimulator({ webhookEndpoints: [{ url: "http://shop.invalid/webhook" }] });
const stripe = await simulator.listen({ deliverWebhooks: false });
const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  STRIPE_API_BASE: stripe.url,
  STRIPE_SECRET_KEY: simulator.keys.secretKey,
  STRIPE_WEBHOOK_SECRET: simulator.webhooks.secret,
};

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

const port = await freePort();
const settings = { cwd: name, env: { ...env, HOST: "127.0.0.1", PORT: String(port) } };
const built = spawnSync(process.execPath, build, { ...settings, encoding: "utf8" });
if (built.status !== 0) throw new Error(`The build failed:\n${built.stdout}${built.stderr}`);

const stdio = ["ignore", "pipe", "pipe"];
const server = spawn(process.execPath, serve, { ...settings, stdio });
let said = "";
server.stdout.on("data", (chunk) => (said += chunk));
server.stderr.on("data", (chunk) => (said += chunk));
const ended = once(server, "exit");
const origin = `http://127.0.0.1:${port}/payments`;
const isUp = () =>
  fetch(origin).then(
    () => true,
    () => false,
  );
try {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!(await isUp())) {
    const over = server.exitCode !== null || Date.now() > deadline;
    if (over) throw new Error("The server did not answer.");
    await sleep(100);
  }
  const post = posterOf((path, init) => fetch(origin + path, init));
  await payAnOrder({ simulator, settle: () => post("/settle", {}, 200) }, post);
} catch (error) {
  throw new Error(`The server wrote: ${said}`, { cause: error });
} finally {
  server.kill();
  await ended;
  await stripe.close();
}
