import { ArmFault } from '../arm/arm-fault.js';
import type { Answer, ArmRequest } from './exchange.js';

const PREFIX = '/__emulator/';

/** What tests and benchmarks may do with the emulator. */
export interface EmulatorControl {
  readonly stats: () => object;
  /** Throws `ArmFault` for names of no service. */
  readonly state: (service: string | undefined) => object;
  /** What a hosted service such as `github` holds, or `azure` beside the services. Throws `ArmFault` for names of none. */
  readonly hostState: (host: string) => object;
  readonly reset: () => void;
  readonly resetStats: () => void;
}

type Handler = (control: EmulatorControl, request: ArmRequest) => object;

const ROUTES: Readonly<Record<string, Handler>> = {
  'GET stats': (control) => control.stats(),
  'GET state': (control, { query }) => {
    const host = query.get('host');
    return host === null ? control.state(query.get('service') ?? undefined) : control.hostState(host);
  },
  'POST reset': (control) => {
    control.reset();
    return {};
  },
  'POST stats/reset': (control) => {
    control.resetStats();
    return {};
  },
};

/** The routes of the emulator itself; they need no credential and are not counted. */
export class ControlRoutes {
  readonly #control: EmulatorControl;

  constructor(control: EmulatorControl) {
    this.#control = control;
  }

  isControl(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  answer(request: ArmRequest): Answer {
    const route = `${request.method} ${request.path.slice(PREFIX.length)}`;
    const handler = ROUTES[route];
    if (!handler) {
      const known = Object.keys(ROUTES).map((name) => name.replace(' ', ` ${PREFIX}`));
      throw new ArmFault(
        404,
        'UnknownEmulatorRoute',
        `${request.method} ${request.path} is not one of: ${known.join(', ')}.`,
      );
    }
    const content = JSON.stringify(handler(this.#control, request), null, 2);
    return { status: 200, text: { content, contentType: 'application/json' } };
  }
}
