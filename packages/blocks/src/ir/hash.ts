import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Architecture } from './architecture.js';

/**
 * One text per network: keys sorted, no white space, numbers as JSON prints them, `name` left out. Two parsed architectures
 * that differ only in name or key order have the same canonical form; `parseArchitecture` has filled in defaults before.
 */
export function canonicalJson(architecture: Architecture): string {
  const { name: _name, ...rest } = architecture;
  return JSON.stringify(sortKeys(rest));
}

/** SHA-256 of the canonical form, in hexadecimal. */
export function architectureHash(architecture: Architecture): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(architecture))));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
