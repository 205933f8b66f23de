/** Where people find what an API address serves: `github.com`, `acme.ghe.com`, or the host of GitHub Enterprise Server. */
export function webHost(apiUrl: string): string {
  const { host, protocol } = new URL(apiUrl);
  // An emulator has no web of its own.
  if (protocol === 'http:') return 'github.com';
  return host.replace(/^api\.(?=github\.com$|[^.]+\.ghe\.com$)/, '');
}
