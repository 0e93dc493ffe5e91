/** A server process is gone. Who asked it hears nothing. */
export class ServerDied extends Error {}
