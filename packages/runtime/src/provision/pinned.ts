/** The native addon's sources; the version of the npm package that `package.json` pins. */
export const TFJS_VERSION = '4.22.0';
/** The Node-API version that node-pre-gyp, which tfjs-node finds its addon with, picks on Node 20 and later. */
export const NAPI_VERSION = 8;
export const TENSORFLOW_VERSION = '2.21.0';

export type Flavour = 'cpu' | 'cuda';

/** A wheel on the Python Package Index. Which Python it is for does not matter: nothing of Python is used. */
export interface PinnedWheel {
  readonly requirement: string;
  readonly sha256: string;
}

/** What pip must take them for, whatever Python runs it. glibc 2.27 is the oldest that these wheels run on. */
export const WHEEL_TARGET = ['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312', '--platform', 'manylinux_2_27_x86_64'];

export const WHEELS: Readonly<Record<Flavour, PinnedWheel>> = {
  cpu: {
    requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  },
  cuda: {
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
  },
};
