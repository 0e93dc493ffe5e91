import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { BAD_REQUESTS } from "../check-examples/bad-requests.ts";
import { seeRefused } from "../check-examples/see-refused.ts";

let server: Server | undefined;

afterEach(() => server?.close().closeAllConnections());

/** A server that answers everything alike. */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a TCP port has an AddressInfo.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const [one] = BAD_REQUESTS;
if (one === undefined) throw new Error("There is no bad request.");
const json = { "content-type": "application/json" };
const written = (status: number, type: string, body: string): RequestListener => {
  const headers = { "content-type": type, "content-length": Buffer.byteLength(body) };
  return (_request, response) => void response.writeHead(status, headers).end(body);
};
const REFUSAL = JSON.stringify({ error: { code: "not_found", message: "No.", retryable: false } });

test("a refusal in the contract's JSON is one", async () => {
  const origin = await serve(written(404, json["content-type"], REFUSAL));
  await expect(seeRefused(origin, [one])).resolves.toBeUndefined();
});

test.each([
  ["HTML", written(400, "text/html", "<pre>SyntaxError: at JSON.parse</pre>")],
  ["JSON of another shape", written(400, "application/json", '{"message":"No."}')],
  ["JSON that says that it is HTML", written(404, "text/html", REFUSAL)],
  ["a grant", written(200, "application/json", REFUSAL)],
  ["a failure", written(500, "application/json", REFUSAL)],
  ["nothing", (request) => void request.socket.destroy()],
] as readonly (readonly [string, RequestListener])[])(
  "%s is none, and is shown with its request",
  async (_title, answer) => {
    const origin = await serve(answer);
    await expect(seeRefused(origin, [one])).rejects.toThrow(
      "Not refused as it should be:\nwhat is not JSON for /payments/process: ",
    );
  },
);
