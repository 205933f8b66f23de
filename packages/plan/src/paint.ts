import { styleText } from 'node:util';
import type { ActionKind, ActionResult } from './plan.js';

const STYLES = {
  create: 'green',
  update: 'yellow',
  delete: 'red',
  failed: 'red',
  skipped: 'yellow',
  done: 'green',
  heading: 'bold',
  quiet: 'dim',
} as const satisfies Readonly<Record<ActionKind | ActionResult['status'] | 'heading' | 'quiet', string>>;

export type Paint = (style: keyof typeof STYLES, text: string) => string;

/** Whether to colour is the caller's decision: neither the stream nor the environment is asked here. */
export function paintWith(options: { readonly color: boolean }): Paint {
  return (style, text) => (options.color ? styleText(STYLES[style], text, { validateStream: false }) : text);
}
