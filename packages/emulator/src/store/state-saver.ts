import { writeStateFile, type SavedInstance } from './state-file.js';

/** Changes that follow each other this fast are written together. */
const MIN_DELAY_MS = 250;
/** Writing takes at most this share of the time. */
const TIME_SHARE = 0.1;

/** Writes the state file some time after a change, and when it is asked to. */
export class StateSaver {
  readonly #file: string;
  readonly #read: () => ReadonlyMap<string, SavedInstance>;
  #timer: NodeJS.Timeout | undefined;
  #delayMs = MIN_DELAY_MS;

  constructor(file: string, read: () => ReadonlyMap<string, SavedInstance>) {
    this.#file = file;
    this.#read = read;
  }

  /** Writes soon; never keeps the process running. A write that fails is tried again by the next one. */
  schedule(): void {
    this.#timer ??= setTimeout(() => this.#tryWrite(), this.#delayMs).unref();
  }

  /** Writes now. Throws `EMULATOR_STATE_FILE`. */
  flush(): void {
    this.#write();
  }

  #tryWrite(): void {
    const startedMs = performance.now();
    try {
      this.#write();
    } catch {
      // Whoever closes the emulator hears of it.
    }
    this.#delayMs = Math.max(MIN_DELAY_MS, (performance.now() - startedMs) / TIME_SHARE);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    writeStateFile(this.#file, this.#read());
  }
}
