import {
  apiopsSchema,
  ConfigError,
  checkYaml,
  renderPlace,
  type PlatformSection,
  type ProtectionSection,
} from '@nx-apiops/config';
import { isJsonObject, visibleText, type JsonObject } from '@nx-apiops/plan';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { RolloutError } from '../errors.js';
import type { Selection } from './matches-selection.js';
import type { OnboardingSupply } from './plan-onboarding.js';

/** One rollout over many repositories. `schema/campaign.schema.json` describes the file of one. */
export interface Campaign {
  /** Short, and never used again: `2026-12`. */
  readonly name: string;
  readonly title: string;
  /** Markdown. */
  readonly what: string;
  /** Markdown. */
  readonly why: string;
  /** The version of nx-apiops that it has to be planned with. Absent: any. */
  readonly version?: string;
  readonly platform?: PlatformSection;
  /** Whether the version of nx-apiops in package.json is raised. */
  readonly tools: boolean;
  /** Whether all pull requests begin as drafts. */
  readonly draft: boolean;
  /** Of the pull requests. */
  readonly labels: readonly string[];
  /** What every `apiops.yaml` is to state of it. Absent: nothing. */
  readonly protection?: ProtectionSection;
  readonly select: Selection;
  /** By full name. Absent: no repository is onboarded. */
  readonly onboard?: Readonly<Record<string, OnboardingSupply>>;
}

/** A campaign as it is stated, by a file or by flags. */
export type CampaignFile = Omit<Campaign, Defaulted> & Partial<Pick<Campaign, Defaulted>>;

type Defaulted = 'tools' | 'draft' | 'labels' | 'select';

/** The JSON Schema of a campaign file (draft 2020-12), as the package also exports it. */
export const campaignSchema: JsonObject = readSchema();

/** As the schema of campaigns refers to that of `apiops.yaml`: the packages lie side by side wherever they are. */
const APIOPS_SCHEMA = '../../config/schema/apiops.schema.json';

const HINT = 'Correct the campaign; its schema is @nx-apiops/rollout/schema/campaign.schema.json.';

let compiled: ValidateFunction<CampaignFile> | undefined;

/** The text of a campaign file, with its defaults. `file` names it in messages. Throws `CAMPAIGN_INVALID`. */
export function parseCampaign(text: string, file: string): Campaign {
  try {
    const checked = checkYaml(text, file, validator());
    if ('value' in checked) return withDefaults(checked.value);
    const lines = checked.problems.map(
      ({ at, path, message }) => `${renderPlace(at)}  ${path === '' ? '' : `${path}: `}${message}`,
    );
    throw campaignInvalid(lines);
  } catch (error) {
    if (error instanceof ConfigError) throw campaignInvalid([error.message], error);
    throw error;
  }
}

/** A campaign that is stated by flags, or by a file and flags over it. Throws `CAMPAIGN_INVALID`. */
export function resolveCampaign(stated: Partial<CampaignFile>): Campaign {
  const value: unknown = structuredClone(stated);
  const validate = validator();
  if (validate(value)) return withDefaults(value);
  throw campaignInvalid(
    (validate.errors ?? []).map(({ instancePath, message = 'is not valid', parentSchema }) => {
      const path = instancePath.slice(1).replaceAll('/', '.');
      const rule = isJsonObject(parentSchema) ? parentSchema['patternErrorMessage'] : undefined;
      return `${path === '' ? 'the campaign' : path} ${typeof rule === 'string' ? `cannot be used: ${rule}` : message}`;
    }),
  );
}

/** The branch of a campaign, the same in every repository. */
export function branchName({ name }: Pick<Campaign, 'name'>): string {
  return `nx-apiops/rollout/${name}`;
}

function withDefaults({ tools = false, draft = false, labels = [], select = {}, ...rest }: CampaignFile): Campaign {
  return { ...rest, tools, draft, labels, select };
}

function campaignInvalid(lines: readonly string[], cause?: unknown): RolloutError {
  const message = lines.map(visibleText).join('\n');
  return new RolloutError('CAMPAIGN_INVALID', message, { hint: HINT, ...(cause !== undefined && { cause }) });
}

function validator(): ValidateFunction<CampaignFile> {
  if (compiled) return compiled;
  const ajv = new Ajv2020({ allErrors: true, verbose: true, useDefaults: true, strict: true });
  ajv.addKeyword({ keyword: 'patternErrorMessage', schemaType: 'string' });
  ajv.addSchema(apiopsSchema, APIOPS_SCHEMA);
  return (compiled = ajv.compile<CampaignFile>(campaignSchema));
}

function readSchema(): JsonObject {
  const file = new URL('../../schema/campaign.schema.json', import.meta.url);
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isJsonObject(schema)) throw new TypeError('campaign.schema.json must hold a JSON object');
  return schema;
}
