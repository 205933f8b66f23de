import { isAllowedUrl } from '@nx-apiops/plan';
import { ApimError } from '../errors.js';
import { answerFailure } from './arm-failure.js';
import { isSuccess, type ArmRequest } from './arm-request.js';
import type { ClientSettings } from './client-options.js';
import { createDownloadTransport } from './download-transport.js';
import { armBudget } from './request-budget.js';
import { RequestSender } from './request-sender.js';
import { withoutQuery } from './request-url.js';

/** Downloads of exported documents, with a budget and statistics of their own. */
export class DocumentDownloads {
  readonly #sender: RequestSender;

  constructor(settings: ClientSettings) {
    const { maxConcurrency, maxDownloadBytes, clock } = settings;
    this.#sender = new RequestSender({
      ...settings,
      budget: armBudget({ clock, paced: 'when-limited' }),
      transport: createDownloadTransport({ maxBytes: maxDownloadBytes, maxConnections: maxConcurrency }),
    });
  }

  /** How many requests were sent. */
  get count(): number {
    return this.#sender.statistics().requests.GET ?? 0;
  }

  /** The text of a document; see `ApimClient.download`. */
  async download(address: string): Promise<string> {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !isAllowedUrl(url)) {
      throw new ApimError('ENDPOINT', `'${withoutQuery(address)}' cannot be downloaded.`, {
        hint: 'Only https addresses, and http on 127.0.0.1, [::1] or localhost, are allowed.',
      });
    }
    const request: ArmRequest = {
      method: 'GET',
      url: url.href,
      path: withoutQuery(url.href),
      shape: 'download',
      accept: '*/*',
      isIdempotent: true,
    };
    const answer = await this.#sender.send(request);
    if (!isSuccess(answer.status)) throw answerFailure(request, answer, undefined);
    return answer.body;
  }
}
