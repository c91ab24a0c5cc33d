#!/usr/bin/env node
// `npm run quickstart`: sets the clone up, then runs the first search. Arguments go to the search.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { secondsSince } from './setup/step.mjs';
import { root, setupOrExit } from './setup.mjs';

const { seconds: setupSeconds } = await setupOrExit();
const searchStartMs = performance.now();
const given = process.argv.slice(2);
// A second quickstart starts a study of its own beside the first, unless it is to go on with one.
const fresh = given.includes('--resume') ? [] : ['--new'];
const args = ['search', 'experiments/quickstart.yaml', '--fallback-dataset', 'textures', ...fresh, ...given];
const search = spawn(process.execPath, ['apps/workbench/bin/isoflop.js', ...args], {
  cwd: root,
  stdio: 'inherit',
});
passOnSignals(search);
search.on('error', (error) => {
  process.stderr.write(`quickstart: the search did not start: ${error.message}\n`);
  process.exitCode = 1;
});
search.on('close', (code, signal) => {
  process.stderr.write(`set-up took ${setupSeconds.toFixed(1)} s, the search ${secondsSince(searchStartMs)}\n`);
  process.exitCode = code ?? 128 + constants.signals[signal];
});

/**
 * We outlive Ctrl-C so that the search can save and say how to resume. A terminal sends it to the search too, so it is
 * passed on only where there is none; npm may send its own copy right after, which must not look like a second Ctrl-C.
 */
function passOnSignals(child) {
  let lastMs = Number.NEGATIVE_INFINITY;
  process.on('SIGINT', () => {
    const nowMs = performance.now();
    const isRepeat = nowMs - lastMs < 500;
    lastMs = nowMs;
    if (!process.stdin.isTTY && !isRepeat) child.kill('SIGINT');
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
}
