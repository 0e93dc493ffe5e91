import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 30_000 });

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
const children: ReturnType<typeof run>[] = [];

function run(...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=chargeonce-source", CLI, ...args]);
  const output = { text: "" };
  child.stdout.on("data", (chunk) => (output.text += chunk));
  child.stderr.on("data", (chunk) => (output.text += chunk));
  return { child, output, exit: once(child, "exit") };
}

function start(...args: string[]) {
  const started = run(...args);
  children.push(started);
  return started;
}

afterEach(() => {
  for (const { child } of children.splice(0)) child.kill("SIGKILL");
});

test("it serves a simulator, says how to reach it, and ends when told", async () => {
  const { child, output, exit } = start("--port", "0", "--webhook", "http://127.0.0.1:9/hook");
  await expect.poll(() => output.text, { timeout: 15_000 }).toContain("dashboard  ");
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.text)?.[0];
  expect(output.text).toContain("secret key       sk_test_simulator");
  expect(output.text).toContain("publishable key  pk_test_simulator");
  expect(output.text).toMatch(/webhook secret {3}whsec_[A-Za-z0-9]{32}/);
  expect(output.text).toContain("http://127.0.0.1:9/hook");

  const dashboard = /dashboard {8}(\S+)/.exec(output.text)?.[1] ?? "";
  expect(dashboard).toBe(`${url}/dashboard`);
  expect(await (await fetch(dashboard)).text()).toContain("http://127.0.0.1:9/hook");

  const response = await fetch(`${url}/v1/payment_intents`, {
    headers: { authorization: "Bearer sk_test_simulator" },
  });
  expect(response.status).toBe(200);

  child.kill("SIGTERM");
  expect((await exit)[0]).toBe(0);
});

test("on another address than loopback it warns, and names a dashboard that answers", async () => {
  const { output } = start("--port", "0", "--host", "0.0.0.0");
  await expect
    .poll(() => output.text, { timeout: 15_000 })
    .toContain("answer only to this machine");
  const dashboard = /dashboard {8}(\S+)/.exec(output.text)?.[1] ?? "";
  expect(dashboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dashboard$/);
  expect((await fetch(dashboard)).status).toBe(200);
});

test("a port that is taken, and an address of another machine, are one sentence", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = other.address() as AddressInfo;
  const taken = start("--port", String(port));
  const elsewhere = start("--port", "0", "--host", "192.0.2.1");
  expect([(await taken.exit)[0], (await elsewhere.exit)[0]]).toEqual([1, 1]);
  await new Promise((resolve) => other.close(resolve));
  expect(taken.output.text).toBe(
    `Port ${port} is taken; name another with --port, or 0 for any free one.\n`,
  );
  expect(elsewhere.output.text).toBe(
    "This machine has no address 192.0.2.1; leave --host out to listen on 127.0.0.1.\n",
  );
});

test.each([
  [["--port", "http"], "A port is a number from 0 to 65535."],
  [["--webhook", "nowhere"], "A webhook is an http or https URL."],
])("%j is refused with a sentence", async (args, sentence) => {
  const { output, exit } = start(...args);
  expect((await exit)[0]).toBe(1);
  expect(output.text).toContain(sentence);
});
