import type { JsonObject } from '@nx-apiops/plan';
import { ArmFault } from './arm/arm-fault.js';
import { AzureRouter } from './azure/azure-router.js';
import { AzureState } from './azure/azure-state.js';
import { Directory } from './directory/directory.js';
import { EmulatorError } from './errors.js';
import { createHosts } from './hosts/create-hosts.js';
import type { HostedService } from './hosts/hosted-service.js';
import type { StateHolder } from './hosts/state-holder.js';
import { ArmRouter } from './http/arm-router.js';
import { ControlRoutes } from './http/control-routes.js';
import { Downloads } from './http/downloads.js';
import { FaultInjector } from './http/fault-injector.js';
import { HttpServer } from './http/http-server.js';
import { RequestStatistics, type EmulatorStats } from './http/request-statistics.js';
import { Throttle } from './http/throttle.js';
import { IdSource } from './id-source.js';
import { resolveOptions, type EmulatorOptions, type ResolvedOptions } from './options.js';
import { createInstance, saveInstance } from './service/create-instance.js';
import type { ServiceInstance } from './service/service-instance.js';
import { StateSaver } from './store/state-saver.js';
import { readStateFile, type SavedInstance } from './store/state-file.js';
import { describeState, type EmulatorState } from './views/describe-state.js';

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:<port>`, in place of `https://management.azure.com`. */
  readonly url: string;
  readonly subscriptionId: string;
  /** The group of the services that were named without one. */
  readonly resourceGroup: string;
  /** Names without groups. */
  readonly services: readonly string[];
  /** Every resource of a service, sorted, secrets included. Throws `EMULATOR_SERVICE` for names of no service. */
  readonly state: (service?: string) => EmulatorState;
  readonly stats: () => EmulatorStats;
  /**
   * All that a hosted service such as `github` holds; under `azure` what Resource Manager holds beside the API Management
   * services: groups, identities, roles and assignments. Throws `EMULATOR_SERVICE` for names of none.
   */
  readonly hostState: (host: string) => JsonObject;
  /** Back to the content of the start, statistics at zero. */
  readonly reset: () => void;
  readonly resetStats: () => void;
  /** No request fails from now on, whatever faults the options ask for. */
  readonly endFaults: () => void;
  /** Stops listening, ends all connections and timers, writes the state file. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a local server that answers like Azure Resource Manager for the API Management services that the options
 * name. It listens on 127.0.0.1 only and takes any bearer token.
 * Throws `EMULATOR_OPTION`, `EMULATOR_PORT` and `EMULATOR_STATE_FILE`.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const resolved = resolveOptions(options);
  const saved = resolved.stateFile === undefined ? undefined : readStateFile(resolved.stateFile);
  const running = new RunningEmulator(resolved, saved);
  await running.server.listen(resolved.port);
  return running.toEmulator();
}

/** Seed of the tokens of downloads; they only have to differ. */
const DOWNLOAD_SEED = 1;

class RunningEmulator {
  readonly server: HttpServer;
  readonly #options: ResolvedOptions;
  /** By name in lower case. The map stays; a reset replaces what is in it. */
  readonly #services = new Map<string, ServiceInstance>();
  readonly #statistics = new RequestStatistics();
  readonly #throttle: Throttle;
  readonly #faults: FaultInjector | undefined;
  readonly #hostFaults: FaultInjector | undefined;
  readonly #downloads: Downloads;
  readonly #directory: Directory;
  readonly #azure: AzureState;
  readonly #hosts: readonly HostedService[];
  readonly #saver: StateSaver | undefined;

  constructor(options: ResolvedOptions, saved: ReadonlyMap<string, SavedInstance> | undefined) {
    this.#options = options;
    this.#fill(saved);
    this.#throttle = new Throttle({ clock: options.clock, isEnforced: options.throttle === 'arm' });
    this.#faults = options.faults && new FaultInjector(options.faults);
    this.#hostFaults = options.faults?.hosts ? new FaultInjector(options.faults) : undefined;
    this.#downloads = new Downloads(options.clock, new IdSource(DOWNLOAD_SEED));
    this.#directory = new Directory({
      tenantId: options.directory.tenantId,
      clock: options.clock,
      replicationMs: options.replicationMs,
    });
    this.#azure = new AzureState(options, this.#directory);
    this.#hosts = createHosts(options, this.#directory);
    this.#saver = options.stateFile === undefined ? undefined : new StateSaver(options.stateFile, () => this.#save());
    this.server = new HttpServer({
      router: new ArmRouter({
        options,
        services: this.#services,
        downloads: this.#downloads,
        azure: new AzureRouter(this.#azure, this.#services),
      }),
      control: new ControlRoutes({
        stats: () => this.#statistics.snapshot(),
        state: (service) => orFault(() => this.#state(service)),
        hostState: (host) => orFault(() => this.#hostState(host)),
        reset: () => this.#reset(),
        resetStats: () => this.#statistics.reset(),
      }),
      downloads: this.#downloads,
      hosts: this.#hosts,
      statistics: this.#statistics,
      throttle: this.#throttle,
      faults: this.#faults,
      hostFaults: this.#hostFaults,
      latencyMs: options.latencyMs,
      onChange: () => this.#saver?.schedule(),
    });
  }

  toEmulator(): Emulator {
    const { subscriptionId, resourceGroup } = this.#options;
    return {
      url: this.server.origin,
      subscriptionId,
      resourceGroup,
      services: this.#serviceNames(),
      state: (service) => this.#state(service),
      hostState: (host) => this.#hostState(host),
      stats: () => this.#statistics.snapshot(),
      reset: () => this.#reset(),
      resetStats: () => this.#statistics.reset(),
      endFaults: () => {
        this.#faults?.end();
        this.#hostFaults?.end();
      },
      close: async () => {
        await this.server.close();
        this.#saver?.flush();
      },
    };
  }

  #fill(saved: ReadonlyMap<string, SavedInstance> | undefined): void {
    for (const place of this.#options.services) {
      const key = place.name.toLowerCase();
      this.#services.set(key, createInstance(place, this.#options, saved?.get(key)));
    }
  }

  #save(): ReadonlyMap<string, SavedInstance> {
    return new Map([...this.#services.values()].map((service) => [service.address.serviceName, saveInstance(service)]));
  }

  #serviceNames(): readonly string[] {
    return this.#options.services.map(({ name }) => name);
  }

  #state(service: string = this.#serviceNames()[0] ?? ''): EmulatorState {
    const found = this.#services.get(service.toLowerCase());
    if (!found) {
      throw new EmulatorError('EMULATOR_SERVICE', `The emulator has no service named ${JSON.stringify(service)}.`, {
        hint: `It has: ${this.#serviceNames().join(', ')}.`,
      });
    }
    return describeState(found);
  }

  #holders(): readonly StateHolder[] {
    return [this.#azure, ...this.#hosts];
  }

  #hostState(name: string): JsonObject {
    const holders = this.#holders();
    const holder = holders.find((candidate) => candidate.name === name);
    if (holder) return holder.state();
    throw new EmulatorError('EMULATOR_SERVICE', `The emulator has no host named ${JSON.stringify(name)}.`, {
      hint: `It has: ${holders.map((candidate) => candidate.name).join(', ')}.`,
    });
  }

  #reset(): void {
    this.#fill(undefined);
    this.#statistics.reset();
    this.#throttle.reset();
    this.#faults?.reset();
    this.#hostFaults?.reset();
    this.#downloads.clear();
    this.#directory.clear();
    for (const holder of this.#holders()) holder.reset();
    this.#saver?.schedule();
  }
}

/** What is unknown to the emulator is an answer where it is asked for over HTTP. */
function orFault<Value>(find: () => Value): Value {
  try {
    return find();
  } catch (error) {
    if (error instanceof EmulatorError) throw new ArmFault(404, error.code, error.message);
    throw error;
  }
}
