import type { RequestHandler } from "express";

/** One line a request: method, path, status, duration. Never a query, a header or a body, where secrets travel. */
export function logRequests(write: (line: string) => void): RequestHandler {
  return (request, response, next) => {
    const { method, path } = request;
    const began = performance.now();
    response.once("close", () => {
      const status = response.writableFinished ? response.statusCode : "aborted";
      write(`${method} ${path} ${status} ${Math.round(performance.now() - began)} ms`);
    });
    next();
  };
}
