import { connect, createServer, type Socket } from "node:net";

/** A network between the store and the database that loses what it is told to lose. */
export interface FlakyProxy {
  readonly port: number;
  /** The next request with these words reaches the server, and its connection is cut before the answer comes. */
  loseAnswerTo(words: string): void;
  /** The next request with these words does not reach the server: its connection is cut. */
  loseRequest(words: string): void;
  /** From the next request with these words on its connection says nothing any more, and stays open. */
  fallSilentAt(words: string): void;
  /** How often something was lost. */
  losses(): number;
  close(): Promise<void>;
}

export async function openProxy(target: { port: number }): Promise<FlakyProxy> {
  let armed: { words: string; lose: "request" | "answer" | "everything" } | null = null;
  let losses = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(target.port, "127.0.0.1");
    let losing: "answer" | "everything" | null = null;
    const cut = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      open.add(socket);
      socket.on("error", cut);
      socket.on("close", cut);
    }
    client.on("data", (bytes) => {
      if (armed !== null && bytes.includes(armed.words)) {
        const { lose } = armed;
        armed = null;
        losses += 1;
        if (lose === "request") return cut();
        losing = lose;
      }
      database.write(bytes);
    });
    database.on("data", (bytes) => {
      if (losing === "answer") cut();
      if (losing === null) client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The proxy has no port.");
  return {
    port: address.port,
    loseAnswerTo(words) {
      armed = { words, lose: "answer" };
    },
    loseRequest(words) {
      armed = { words, lose: "request" };
    },
    fallSilentAt(words) {
      armed = { words, lose: "everything" };
    },
    losses: () => losses,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
