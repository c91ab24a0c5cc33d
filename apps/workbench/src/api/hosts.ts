import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  if (name === 'localhost') return true;
  const version = isIP(name);
  return version === 4 ? name.startsWith('127.') : version === 6 && /^(0*:)*0*1$/.test(name);
}

/** The name in a Host header, without its port; undefined where it is none. */
export function hostOf(header: string | undefined): string | undefined {
  const name = /^(\[[^\]]*\]|[^:[\]@/]+)(:\d{1,5})?$/.exec(header ?? '')?.[1];
  return name === undefined ? undefined : bare(name);
}

/**
 * Whether a Host header names this machine. A page elsewhere can have its own domain name resolve to an address of this machine (DNS rebinding) and then read
 * the answers, but its requests still carry that name. The port is free, so that a tunnel may use another. A server that others may reach (`listensOn` is the
 * address it was given) also goes by that, by its host name, and by addresses, which no rebinding can use.
 */
export function isTrustedHost(header: string | undefined, listensOn: string): boolean {
  const name = hostOf(header);
  if (name === undefined) return false;
  if (isLoopback(name)) return true;
  return !isLoopback(listensOn) && (isIP(name) !== 0 || name === bare(listensOn) || name === hostname().toLowerCase());
}

/** Where a server that listens on `host` is reached: on every address of this machine, those that others reach it by first, where that is a wildcard. */
export function urlsOf(host: string, port: number, interfaces = networkInterfaces()): readonly string[] {
  const name = bare(host);
  const version = isIP(name);
  const isWildcard = version === 4 ? /^[0.]+$/.test(name) : version === 6 && /^[0:]+$/.test(name);
  const url = (address: string) => `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
  if (!isWildcard) return [url(name)];
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  // A link-local address names no machine without the name of an interface.
  const reached = all.filter(({ family, address }) => (family === 'IPv4' || version === 6) && !/^fe[89ab]/i.test(address));
  const ordered = [...reached.filter(({ internal }) => !internal), ...reached.filter(({ internal }) => internal)];
  return ordered.length === 0 ? [url(name)] : ordered.map(({ address }) => url(address));
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
