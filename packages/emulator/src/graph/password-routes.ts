import type { JsonObject } from '@nx-apiops/plan';
import type { PasswordCredential } from '../directory/application.js';
import type { Directory } from '../directory/directory.js';
import type { Handler, HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import { objectAt, textAt } from '../json-members.js';
import { requireApplication } from './find-application.js';
import { showPassword } from './show-application.js';
import { PASSWORD_YEARS, passwordUnknown, timeInvalid } from './unverified.js';

/** Letters of the secret that remain known. */
const HINT_LENGTH = 3;

export function passwordRoutes(directory: Directory): Readonly<Record<string, Handler>> {
  return {
    'POST /v1.0/applications/{key}/addPassword': (call) => addPassword(directory, call),
    'POST /v1.0/applications/{key}/removePassword': (call) => removePassword(directory, call),
  };
}

function addPassword(directory: Directory, call: HostCall): Answer {
  const application = requireApplication(directory, call.param('key'));
  const asked = objectAt(call.json(), 'passwordCredential');
  const secretText = directory.newSecret();
  const start = readTime(asked, 'startDateTime') ?? new Date(directory.clock.now());
  const end = readTime(asked, 'endDateTime') ?? yearsAfter(start, PASSWORD_YEARS);
  const password: PasswordCredential = {
    keyId: directory.newId(),
    displayName: textAt(asked, 'displayName') ?? null,
    hint: secretText.slice(0, HINT_LENGTH),
    startDateTime: start.toISOString(),
    endDateTime: end.toISOString(),
  };
  const passwordCredentials = [...application.passwordCredentials, password];
  directory.applications.set(application.id, { ...application, passwordCredentials });
  const context = `${call.request.origin}/v1.0/$metadata#microsoft.graph.passwordCredential`;
  return { status: 200, body: { '@odata.context': context, ...showPassword(password), secretText } };
}

function removePassword(directory: Directory, { param, json }: HostCall): Answer {
  const application = requireApplication(directory, param('key'));
  const asked = textAt(json(), 'keyId') ?? '';
  const kept = application.passwordCredentials.filter(({ keyId }) => keyId.toLowerCase() !== asked.toLowerCase());
  if (kept.length === application.passwordCredentials.length) throw passwordUnknown(asked);
  directory.applications.set(application.id, { ...application, passwordCredentials: kept });
  return { status: 204 };
}

function readTime(asked: JsonObject, member: string): Date | undefined {
  const text = textAt(asked, member);
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw timeInvalid(text);
  return time;
}

function yearsAfter(start: Date, years: number): Date {
  const end = new Date(start);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  return end;
}
