/** A button that could not do what it says; the sentence is for whoever pressed it. */
export class ActionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ActionError";
  }
}
