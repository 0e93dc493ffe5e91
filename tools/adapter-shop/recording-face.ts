import type { HttpFace, HttpRequest } from "@chargeonce/core";

export interface RecordingFace {
  readonly http: HttpFace<unknown>;
  readonly requests: HttpRequest[];
}

/** An HTTP face with two paths and small limits, that answers 201 and keeps what it was handed. */
export function recordingFace(): RecordingFace {
  const requests: HttpRequest[] = [];
  return {
    requests,
    http: {
      match(path) {
        if (path === "/process") return { name: "process", limitBytes: 64 };
        if (path === "/webhook") return { name: "webhook", limitBytes: 1024 };
        return null;
      },
      async handle(request) {
        const { body: came } = request;
        // Bytes are bytes: whether they came as a Buffer is nobody's business.
        const kept = came.kind === "raw" ? { ...came, bytes: Buffer.from(came.bytes) } : came;
        requests.push({ ...request, body: kept });
        const body = JSON.stringify({ kind: request.body.kind, said: "café" });
        return {
          status: request.body.kind === "too_large" ? 413 : 201,
          headers: {
            "cache-control": "no-store",
            "content-type": "application/json; charset=utf-8",
            "content-length": String(Buffer.byteLength(body)),
            ...(request.body.kind === "too_large" && { connection: "close" }),
          },
          body,
        };
      },
    },
  };
}
