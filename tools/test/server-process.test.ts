import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../check-examples/server-process.ts";
import { freePort } from "../own-postgres/index.ts";

const fixtures = join(import.meta.dirname, "fixtures");
// The guard waits on its standard error, a pipe that nobody writes to, until the test ends.
const STARTERS = "sh -c 'read line <&2' & sh -c 'node small-server.mjs; exit $?'; exit $?";
let server: ServerProcess | undefined;

afterEach(() => server?.destroy());

/** Two shells stand between the test and the server, and a third guards it, as npx and pnpm do. */
async function startBehindShells(
  exitCode: number,
): Promise<{ server: ServerProcess; url: string }> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), EXIT_CODE: String(exitCode) };
  server = startServer(["sh", "-c", STARTERS], fixtures, env);
  return { server, url: `http://127.0.0.1:${port}/healthz` };
}

test.each([0, 3])(
  "SIGTERM reaches the server behind its starters, and its exit code %i comes back",
  async (code) => {
    const { server, url } = await startBehindShells(code);
    await server.answers(url, 15_000);

    expect(await server.terminate(5_000)).toBe(code);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  },
);

test("a server that ends before it answers is told with its exit code", async () => {
  server = startServer(["sh", "-c", "exit 4"], fixtures, process.env);

  await expect(server.answers("http://127.0.0.1:1/healthz", 15_000)).rejects.toThrow(
    "The server ended with 4.",
  );
});
