import { parseApiName, serviceArmId } from '@nx-apiops/apim';
import { IdSource } from '../id-source.js';
import type { EmulatorClock } from '../options.js';
import { ApiFamilies, type ApiFamily } from '../store/api-families.js';
import { ResourceStore, type IndexedKinds } from '../store/resource-store.js';
import { keyOf, scopeSegments } from '../store/stored-resource.js';
import { OperationRegistry } from './operation-registry.js';

export interface InstanceAddress {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly serviceName: string;
}

/** Client id of the user-assigned identity of every emulated service. */
export const USER_ASSIGNED_CLIENT_ID = '0d6f2f57-5c7b-4d0e-9a43-2f8f1b6c3e11';
/** Object id of the same identity, which roles are assigned to. */
export const USER_ASSIGNED_PRINCIPAL_ID = '7e3c9f11-6f0a-4f8e-9d54-1b2f8a6d3c42';

/** One API Management service: everything that it knows. */
export class ServiceInstance {
  readonly address: InstanceAddress;
  /** Full id, starting with `/subscriptions/`. */
  readonly armId: string;
  readonly clock: EmulatorClock;
  readonly createdMs: number;
  readonly store: ResourceStore;
  readonly families = new ApiFamilies();
  readonly operations: OperationRegistry;
  readonly ids: IdSource;
  /** Client id of the one user-assigned managed identity that the service has. */
  readonly identityClientId = USER_ASSIGNED_CLIENT_ID;

  constructor(options: {
    readonly address: InstanceAddress;
    readonly clock: EmulatorClock;
    readonly seed: number;
    readonly operationDelayMs: number;
    readonly indexed: IndexedKinds;
  }) {
    this.address = options.address;
    this.armId = serviceArmId(options.address);
    this.clock = options.clock;
    this.createdMs = options.clock.now();
    this.store = new ResourceStore(options.indexed);
    this.ids = new IdSource(options.seed);
    this.operations = new OperationRegistry({ clock: options.clock, delayMs: options.operationDelayMs, ids: this.ids });
  }

  /** Host name of the gateway. */
  get gatewayHost(): string {
    return `${this.address.serviceName.toLowerCase()}.azure-api.net`;
  }

  /** Whether a resource, or an API as a whole, stands at the key. */
  exists(key: string): boolean {
    return this.store.get(key) !== undefined || this.families.get(key) !== undefined;
  }

  /** The API that a path stands in, whichever of its revisions the path names. */
  familyOf(segments: readonly string[]): ApiFamily | undefined {
    const scope = scopeSegments(segments);
    const [collection, name] = segments.slice(scope.length);
    if (collection === undefined || name === undefined || collection.toLowerCase() !== 'apis') return undefined;
    return this.families.get(keyOf([...scope, collection, parseApiName(name).api]));
  }

  /** The path as the service shows it: the current revision of an API goes without `;rev=`. */
  publicSegments(segments: readonly string[]): readonly string[] {
    const family = this.familyOf(segments);
    if (!family) return segments;
    const { revision } = parseApiName(segments[family.segments.length - 1] ?? '');
    if (revision !== family.current) return segments;
    return [...family.segments, ...segments.slice(family.segments.length)];
  }

  /** Full id of a path below the service, which may start with a slash. */
  fullId(path: string): string {
    return path.startsWith('/') ? this.armId + path : `${this.armId}/${path}`;
  }

  /**
   * The path below the service that an id means, starting with a slash: full ids of this service lose their prefix.
   * Undefined for ids of other services.
   */
  relativeId(id: string): string | undefined {
    const prefix = this.armId.toLowerCase();
    const lower = id.toLowerCase();
    if (lower.startsWith(`${prefix}/`)) return id.slice(prefix.length);
    if (lower.startsWith('/subscriptions/') && lower.includes('/providers/')) return undefined;
    return id.startsWith('/') ? id : `/${id}`;
  }

  /**
   * Key of what an id means, seen from a place: in a workspace its own resources come before the service's. Undefined
   * where nothing is there.
   */
  resolveId(id: string, from: readonly string[]): string | undefined {
    const relative = this.relativeId(id)?.slice(1).toLowerCase();
    if (relative === undefined || relative === '') return undefined;
    const scope = keyOf(scopeSegments(from));
    return [...(scope === '' ? [] : [`${scope}/${relative}`]), relative].find((key) => this.exists(key));
  }
}
