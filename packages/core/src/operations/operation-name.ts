/** What an application or a client can ask for. */
export type OperationName =
  | "process"
  | "confirm"
  | "status"
  | "webhook"
  | "cancel"
  | "resolve"
  | "redrive"
  | "reconcile";
