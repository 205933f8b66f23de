import { logger } from '@nx/devkit';
import { logText } from '@nx-apiops/plan';

/** What generators say. Names and texts from files are shown, never obeyed by a terminal or by a pipeline's agent. */
export const log = {
  info: (text: string): void => logger.info(logText(text)),
  warn: (text: string): void => logger.warn(logText(text)),
};
