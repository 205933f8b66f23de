/** Hears what is going on. */
export interface Reporter {
  /** A step begins: `Installing`. */
  step(text: string): void;
  /** Something that the user has to know and that no later line says. */
  note(text: string): void;
}

/** Says nothing. */
export const SILENT: Reporter = { step: () => undefined, note: () => undefined };
