import type { JsonObject } from '@nx-apiops/plan';
import type { ArmFault, FaultDetail } from '../arm/arm-fault.js';
import type { EmulatorKind } from '../model/emulator-kind.js';
import type { ServiceInstance } from '../service/service-instance.js';
import type { SourceDocument, StoredResource } from '../store/stored-resource.js';
import type { FieldRule } from './field-rule.js';

export type Verb = 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'DELETE';

/** A place in an instance, whether or not something is there. */
export interface Place {
  readonly service: ServiceInstance;
  readonly kind: EmulatorKind;
  /** Canonical path below the service, see `StoredResource.segments`. */
  readonly segments: readonly string[];
  readonly key: string;
}

/** A PUT or PATCH on its way. */
export interface Write extends Place {
  readonly method: 'PUT' | 'PATCH';
  /** `properties` of the request. */
  readonly body: JsonObject;
  readonly query: URLSearchParams;
  readonly apiVersion: string;
  readonly existing: StoredResource | undefined;
  /** The document behind a link of the emulator's own, where the link is still valid. */
  readonly readLink: (url: string) => string | undefined;
}

export interface Deletion extends Place {
  readonly resource: StoredResource;
  readonly query: URLSearchParams;
}

/** What a write stores, beyond the properties. */
export interface Stored {
  readonly properties: JsonObject;
  readonly source?: SourceDocument;
  /** Canonical path where it differs from the place that was asked for. */
  readonly segments?: readonly string[];
  /** Run once the resource is stored; returns whether it changed anything that the resource's ETag stands for. */
  readonly then?: (resource: StoredResource) => boolean;
}

/** For whom a resource is shown. */
export interface View {
  readonly for: 'get' | 'put' | 'patch' | 'list';
  readonly apiVersion: string;
  readonly query: URLSearchParams;
  /** True for the answer to the PUT that created the resource. */
  readonly created: boolean;
}

/** A resource as it is shown: under which path, and with which properties. */
export interface Shown {
  readonly segments: readonly string[];
  /** Path whose collections make up `type`, where it is not `segments`. */
  readonly typeSegments?: readonly string[];
  readonly properties: JsonObject;
}

/** Answer of a POST to `<resource>/<action>`. */
export interface ActionAnswer {
  readonly status: number;
  readonly body?: JsonObject;
  readonly etag?: string;
  /** The action is a long-running operation. */
  readonly isLongRunning?: true;
}

export type Action = (target: Place & { readonly resource: StoredResource; readonly body: JsonObject }) => ActionAnswer;

/** When a write is a long-running operation, and what it answers at api-versions of the newer form. */
export interface LongRunningRule {
  readonly applies: (write: Write) => boolean;
  /** `state`: nothing but the state; `resource`: the whole resource with its state. */
  readonly body: 'state' | 'resource';
}

/** How the service treats the resources of one kind. A kind's irregularity is a column here, never a branch in code. */
export interface Behaviour {
  /** In messages: `Product not found.` */
  readonly noun: string;
  readonly verbs: readonly Verb[];
  /** The same in workspaces, where they differ. */
  readonly workspaceVerbs?: readonly Verb[];
  /** Checked before anything else, and never deferred. */
  readonly fields?: readonly FieldRule[];
  /** What a PUT stores for members that it does not send. */
  readonly defaults?: JsonObject;
  /** Members that an update keeps where it does not send them. */
  readonly keeps?: readonly string[];
  /** Members that no answer ever shows. */
  readonly writeOnly?: readonly string[];
  /** Members that GET and lists leave out, though a PUT answers them. */
  readonly onlyInWrites?: readonly string[];
  /** Members that lists leave out. */
  readonly notInLists?: readonly string[];
  /** Members with ids: stored relative to the service, shown in full. */
  readonly armIds?: readonly string[];
  /** No two resources of a collection may have the same display name; the answer where they would. */
  readonly uniqueDisplayName?: (displayName: string) => ArmFault;
  /** Turns the desired properties into the ones that are stored; may change other resources. Throws `ArmFault`. */
  readonly prepare?: (write: Write, desired: JsonObject) => Stored;
  /** Rules about other resources; deferred to the poll where the write is long-running. */
  readonly check?: (write: Write, properties: JsonObject) => readonly FaultDetail[];
  /** Keys of the resources that it refers to. */
  readonly references?: (place: Place, properties: JsonObject) => readonly string[];
  readonly afterWrite?: (write: Write, resource: StoredResource) => void;
  /** Why it cannot be deleted now. */
  readonly refusesDelete?: (deletion: Deletion) => ArmFault | undefined;
  readonly beforeDelete?: (deletion: Deletion) => void;
  readonly afterDelete?: (deletion: Deletion) => void;
  readonly show?: (place: Place & { readonly resource: StoredResource }, shown: Shown, view: View) => Shown;
  /** Status of HEAD; default 200. */
  readonly headStatus?: 204;
  /** GET of a missing one answers this instead of 404. */
  readonly missing?: () => ArmFault;
  readonly longRunningWrite?: LongRunningRule;
  /** A DELETE is a long-running operation at api-versions of the newer form. */
  readonly longRunningDelete?: true;
  /** Shown as `provisioningState`. */
  readonly hasProvisioningState?: 'everywhere' | 'not-in-lists';
  readonly actions?: Readonly<Record<string, Action>>;
  /** Answers have an ETag unless this says otherwise. */
  readonly hasEtag?: false;
  /** GET spells a collection in the id unlike PUT. */
  readonly idOnRead?: { readonly from: string; readonly to: string };
}

/** A member whose text goes into a named value. */
export interface VaultedMember {
  readonly path: string;
  /** Text of the reference, without braces, given the id of the named value. */
  readonly displayName: (id: string) => string;
}
