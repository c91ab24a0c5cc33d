import { describe, expect, it } from 'vitest';
import { PythonWorker } from './worker.js';

const PROGRAM = `
def version():
    return "echo 1"

def check(request):
    if request == "nan":
        return float("nan")
    if request == "end":
        os._exit(3)
    print("spoils nothing", flush=True)
    os.system("echo spoils nothing either")
    return {"got": 1 / request}
`;

/** Plain Python is everywhere where the set-up ran. */
describe('a Python worker', async () => {
  const worker = await PythonWorker.open(PROGRAM);

  it('answers requests in order, whatever the program prints', async () => {
    expect(worker?.version).toBe('echo 1');
    expect(await Promise.all([worker?.ask(2), worker?.ask(4)])).toEqual([{ got: 0.5 }, { got: 0.25 }]);
  });

  it("tells a failed check in Python's words, and goes on", async () => {
    await expect(worker?.ask(0)).rejects.toThrow(/ZeroDivisionError/);
    await expect(worker?.ask('nan')).rejects.toThrow(/Out of range float values are not JSON compliant/);
    expect(await worker?.ask(1)).toEqual({ got: 1 });
  });

  it('tells when Python ended', async () => {
    await expect(worker?.ask('end')).rejects.toThrow(/must answer, Python ended/);
    await expect(worker?.ask(1)).rejects.toThrow(/must answer/);
  });

  it('is undefined where a library is not there', async () => {
    expect(await PythonWorker.open('import no_such_library')).toBeUndefined();
  });
});
