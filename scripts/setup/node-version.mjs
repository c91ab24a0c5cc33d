import { SetupError } from './step.mjs';

/**
 * Throws unless this Node can run everything here. The floor is vite's: 20.19, or 22.12 in the next line.
 * @param {string} version such as "20.19.0"
 */
export function checkNodeVersion(version) {
  const [major, minor] = version.split('.').map(Number);
  const isEnough = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!isEnough) {
    throw new SetupError(
      `set-up: Node must be 20.19 or newer (22.12 or newer in the 22 line), got ${version}; install a current release from https://nodejs.org`,
    );
  }
}
