import { isIP } from 'node:net';

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (name === 'localhost') return true;
  const version = isIP(name);
  return version === 4 ? name.startsWith('127.') : version === 6 && /^(0*:)*0*1$/.test(name);
}

/**
 * Whether a Host header names this machine. A page elsewhere can have its own domain name resolve to 127.0.0.1 (DNS rebinding) and then read
 * the answers, but its requests still carry that name. The port is free, so that a tunnel may use another.
 */
export function isTrustedHost(header: string | undefined): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(:\d{1,5})?$/.exec(header ?? '')?.[1];
  return name !== undefined && isLoopback(name);
}
