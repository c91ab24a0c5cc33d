import { createHash } from 'node:crypto';

/** Of a content, as artifact records name it. */
export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
