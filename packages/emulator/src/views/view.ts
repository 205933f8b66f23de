import type { Answer, ArmRequest } from '../http/exchange.js';
import type { ServiceInstance } from '../service/service-instance.js';

/** Answers a GET that is computed from several resources. */
export type ViewHandler = (view: {
  readonly service: ServiceInstance;
  /** Decoded path below the service. */
  readonly segments: readonly string[];
  readonly request: ArmRequest;
  readonly apiVersion: string;
}) => Answer;
