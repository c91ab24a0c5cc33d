import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** An executable and the environment it needs on a machine without desktop libraries or fonts. */
export interface BrowserProgram {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The Chromium inside the npm package @sparticuz/chromium, unpacked once into `cache`. The package's own function is not
 * used: it unpacks into the shared temporary folder under a fixed name, where a half-written file of another process or
 * another version passes for the browser, and it leaves out the libraries unless it believes to be in a cloud function.
 */
export function bundledChromium(cache: string): BrowserProgram {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `openBrowser: the bundled Chromium must run on linux x64, got ${process.platform} ${process.arch}; set CHROMIUM to the path of a Chromium or Chrome`,
    );
  }
  const source = packageFolder();
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) unpack(join(source, 'bin'), folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

/** The package exports its entry point only: build/cjs/index.cjs, two folders down. */
function packageFolder(): string {
  return dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))));
}

/** Fills a folder beside the final one and renames it, so that nobody sees half a browser. */
function unpack(source: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}-`);
  writeFileSync(join(partial, 'chromium'), inflate(join(source, 'chromium.br')), { mode: 0o755 });
  for (const archive of ['al2023', 'fonts', 'swiftshader']) untar(inflate(join(source, `${archive}.tar.br`)), partial);
  writeFileSync(join(partial, 'fonts.conf'), fontsConfig(folder));
  chmodSync(partial, 0o755); // mkdtemp made it private, but a cache may be shared
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true });
    if (!existsSync(folder)) throw error; // else another process was quicker, and its copy is as good
  }
}

function inflate(file: string): Buffer {
  return brotliDecompressSync(readFileSync(file));
}

function untar(archive: Buffer, folder: string): void {
  const { status, error, stderr } = spawnSync('tar', ['-x', '--no-same-owner', '-C', folder], { input: archive });
  if (status !== 0) throw new Error(`openBrowser: tar could not unpack Chromium into ${folder}: ${error?.message ?? stderr.toString()}`);
}

/** The package's own file names folders of a cloud function. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
}
