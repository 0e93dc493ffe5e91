import type { Server } from "node:http";

/** One line a request: method, path, status, duration. Never a query, a header or a body, where secrets travel. */
export function logRequests(server: Server, write: (line: string) => void): void {
  // First, because routers shorten the URL for those below them.
  server.prependListener("request", (request, response) => {
    const { method } = request;
    const [path] = (request.url ?? "").split("?");
    const began = performance.now();
    response.once("close", () => {
      const status = response.writableFinished ? response.statusCode : "aborted";
      write(`${method} ${path} ${status} ${Math.round(performance.now() - began)} ms`);
    });
  });
}
