import { expect, it } from 'vitest';
import { urlsOf } from './hosts.js';

const address = (of: string, internal = false) => ({
  ...{ address: of, internal, netmask: '', mac: '', cidr: null },
  ...(of.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
});
const INTERFACES = {
  lo: [address('127.0.0.1', true), address('::1', true)],
  eth0: [address('192.168.1.5'), address('fe80::1'), address('2001:db8::5')],
};

it.each([
  ['127.0.0.1', ['http://127.0.0.1:80']],
  ['::1', ['http://[::1]:80']],
  ['localhost', ['http://localhost:80']],
  ['192.168.1.5', ['http://192.168.1.5:80']],
  ['0.0.0.0', ['http://192.168.1.5:80', 'http://127.0.0.1:80']],
  ['0', ['http://0:80']],
  ['::', ['http://192.168.1.5:80', 'http://[2001:db8::5]:80', 'http://127.0.0.1:80', 'http://[::1]:80']],
])('a server that listens on %s is reached by those addresses that it has there', (host, urls) => {
  expect(urlsOf(host, 80, INTERFACES)).toEqual(urls);
});

it('names the address itself where the machine tells of none', () => {
  expect(urlsOf('0.0.0.0', 80, {})).toEqual(['http://0.0.0.0:80']);
});
