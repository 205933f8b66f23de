/**
 * A connection that is made with the first request, and made anew when a request is answered with 401: a token can expire
 * or be revoked while a long run goes on. The request is then sent once more, with a fresh token. Requests that were under
 * way together share the new connection.
 */
export class RenewingConnection<Connection> {
  readonly #connect: () => Promise<Connection>;
  readonly #forgetToken: () => void;
  #connected: Promise<Connection> | undefined;

  /** @param forgetToken called before a new connection is made, so that no cached token is used again */
  constructor(connect: () => Promise<Connection>, forgetToken: () => void) {
    this.#connect = connect;
    this.#forgetToken = forgetToken;
  }

  /** The answer, after 401 that of the second attempt. */
  async send<Answer extends { readonly status: number }>(
    use: (connection: Connection) => Promise<Answer>,
  ): Promise<Answer> {
    const connected = (this.#connected ??= this.#connect());
    const answer = await use(await connected);
    if (answer.status !== 401) return answer;
    if (this.#connected === connected) {
      this.#forgetToken();
      this.#connected = undefined;
    }
    return use(await (this.#connected ??= this.#connect()));
  }
}
