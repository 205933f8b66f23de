import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import type { Emulator } from '../src/emulator.js';

/** An answer, body read; empty where it is no object. */
export interface CallAnswer {
  readonly status: number;
  readonly json: JsonObject;
  /** `properties` of the body. */
  readonly properties: JsonObject;
  /** `value` of the body: the items of a list. */
  readonly items: readonly JsonObject[];
  /** `code` and `message` of the error. */
  readonly code: Json | undefined;
  readonly message: string;
}

export interface CallOptions {
  readonly body?: JsonObject;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request to a running emulator, whichever of its services the path leads to. */
export async function call(
  emulator: Emulator,
  method: string,
  path: string,
  { body, token = 'development', headers }: CallOptions = {},
): Promise<CallAnswer> {
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = text === '' ? {} : (JSON.parse(text) as Json);
  const json = isJsonObject(parsed) ? parsed : {};
  const error = isJsonObject(json['error']) ? json['error'] : {};
  const { properties, value } = json;
  return {
    status: response.status,
    json,
    properties: isJsonObject(properties) ? properties : {},
    items: Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [],
    code: error['code'],
    message: String(error['message'] ?? ''),
  };
}

/** Starts emulators for one spec file and ends them all. */
export class EmulatorPool {
  readonly #running: Emulator[] = [];

  add(emulator: Emulator): Emulator {
    this.#running.push(emulator);
    return emulator;
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((emulator) => emulator.close()));
  }
}
