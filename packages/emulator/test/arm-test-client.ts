import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/** Where the contract is to be checked. */
export interface ContractTarget {
  /** Origin of Azure Resource Manager. */
  readonly baseUrl: string;
  readonly token: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly service: string;
}

/** An answer, body read. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, empty where it is no object. */
  readonly json: JsonObject;
  /** `properties` of the body. */
  readonly properties: JsonObject;
  /** `value` of the body: the items of a list. */
  readonly items: readonly JsonObject[];
}

export interface TestRequest {
  readonly apiVersion?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of as `{ properties }`. */
  readonly raw?: string;
}

export const NEWER = '2024-05-01';
export const OLDER = '2022-08-01';

/** Talks to one service with nothing but `fetch`, so that nothing about an answer is hidden. */
export class ArmTestClient {
  readonly target: ContractTarget;

  constructor(target: ContractTarget) {
    this.target = target;
  }

  get armId(): string {
    const { subscriptionId, resourceGroup, service } = this.target;
    return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ApiManagement/service/${service}`;
  }

  get(path: string, request: TestRequest = {}): Promise<TestAnswer> {
    return this.send('GET', path, undefined, request);
  }

  put(path: string, properties?: JsonObject, request: TestRequest = {}): Promise<TestAnswer> {
    return this.send('PUT', path, properties, request);
  }

  patch(path: string, properties: JsonObject, request: TestRequest = {}): Promise<TestAnswer> {
    return this.send('PATCH', path, properties, { ...request, headers: { 'If-Match': '*', ...request.headers } });
  }

  delete(path: string, request: TestRequest = {}): Promise<TestAnswer> {
    return this.send('DELETE', path, undefined, request);
  }

  post(path: string, request: TestRequest = {}): Promise<TestAnswer> {
    return this.send('POST', path, undefined, request);
  }

  /** A PUT and its polls; the last answer. */
  async putAndWait(path: string, properties: JsonObject, request: TestRequest = {}): Promise<TestAnswer> {
    return this.wait(await this.put(path, properties, request));
  }

  async deleteAndWait(path: string, request: TestRequest = {}): Promise<TestAnswer> {
    return this.wait(await this.delete(path, request));
  }

  /** Polls `Location` until it answers something else than 202; the answer itself where there is nothing to poll. */
  async wait(answer: TestAnswer): Promise<TestAnswer> {
    const location = answer.headers.get('location');
    if (location === null) return answer;
    for (let attempt = 0; ; attempt += 1) {
      const polled = await this.follow(location);
      if (polled.status !== 202 || attempt > 60) return polled;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  /** GET of a whole URL that an answer gave. */
  follow(url: string): Promise<TestAnswer> {
    return this.#fetch(url, { method: 'GET', headers: { authorization: `Bearer ${this.target.token}` } });
  }

  /** All items of a list, and the number of pages. */
  async list(
    path: string,
    request: TestRequest = {},
  ): Promise<{ readonly items: readonly JsonObject[]; readonly pages: number }> {
    let answer = await this.get(path, request);
    const items = [...answer.items];
    let pages = 1;
    while (typeof answer.json['nextLink'] === 'string' && answer.json['nextLink'] !== '') {
      answer = await this.follow(answer.json['nextLink']);
      items.push(...answer.items);
      pages += 1;
    }
    return { items, pages };
  }

  send(
    method: string,
    path: string,
    properties: JsonObject | undefined,
    request: TestRequest = {},
  ): Promise<TestAnswer> {
    const url = new URL(path.startsWith('/subscriptions') ? path : `${this.armId}/${path}`, this.target.baseUrl);
    if (request.apiVersion !== '') url.searchParams.set('api-version', request.apiVersion ?? NEWER);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const body = request.raw ?? (properties === undefined ? undefined : JSON.stringify({ properties }));
    return this.#fetch(url.href, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.target.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(body !== undefined && { body }),
    });
  }

  async #fetch(url: string, init: RequestInit): Promise<TestAnswer> {
    const response = await fetch(url, init);
    const text = await response.text();
    const json = parse(text);
    const { properties, value } = json;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json,
      properties: isJsonObject(properties) ? properties : {},
      items: Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [],
    };
  }
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** `error` of an answer. */
export function errorOf(answer: TestAnswer): JsonObject {
  const { error } = answer.json;
  return isJsonObject(error) ? error : {};
}

/** Targets and messages of a validation error. */
export function detailsOf(answer: TestAnswer): readonly (readonly [target: unknown, message: unknown])[] {
  const { details } = errorOf(answer);
  return Array.isArray(details)
    ? (details as readonly Json[]).filter(isJsonObject).map(({ target, message }) => [target, message] as const)
    : [];
}
