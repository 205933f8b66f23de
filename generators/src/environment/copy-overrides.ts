import { parseDocument } from 'yaml';

const COPIED = /^# Copied from \S+: look at each value, then remove this line\.\n/m;

/**
 * The overrides of one environment as the start of another's: the same entries, so that nothing is forgotten, for
 * another instance. The first line says where the values come from, since each has to be looked at.
 */
export function copyOverrides(text: string, from: string, serviceName: string): string {
  const document = parseDocument(text.replaceAll('\r\n', '\n').replace(COPIED, ''), { version: '1.2' });
  document.set('apimServiceName', serviceName);
  return `# Copied from ${from}: look at each value, then remove this line.\n${document.toString({ lineWidth: 0 })}`;
}
