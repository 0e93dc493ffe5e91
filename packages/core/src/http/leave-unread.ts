/** As much of Node's `ServerResponse` as is needed here. */
export interface NodeResponse {
  readonly closed: boolean;
  once(event: "close", listener: () => void): unknown;
}

/** How long a client that still sends has to read its answer, before the connection is cut. */
const PATIENCE_MS = 1_000;

/**
 * An answer to a client whose body is left unread, as a stream that ends late. With `content-length` the client has the whole
 * answer at once, and hangs up. Node would cut the connection as soon as the answer ends, and a connection that is cut with
 * bytes unread takes with it an answer that is still on its way.
 *
 * @see RFC 9112, 9.6
 */
export async function* answerUnread(body: string, response: NodeResponse): AsyncGenerator<string> {
  yield body;
  if (response.closed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
