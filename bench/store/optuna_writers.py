"""Optuna's SQLite storage with writer processes: optuna_writers.py FILE PROCESSES SECONDS [count]. Prints JSON.

A trial is ask (create and start), 13 suggestions and tell: what the store's writers do in three transitions.
"""

import json
import multiprocessing
import sys
import time

try:
    import optuna
except ImportError:
    sys.exit(3)

optuna.logging.set_verbosity(optuna.logging.ERROR)
D = optuna.distributions
SPACE = {"resolution": D.IntDistribution(16, 64, step=8), "width": D.FloatDistribution(0.5, 2)}
SPACE |= {f"stage{i}.kernel": D.CategoricalDistribution([3, 5, 7]) for i in range(11)}


def write(url, start, seconds, counts, errors):
    study = optuna.load_study(study_name="bench", storage=url, sampler=optuna.samplers.RandomSampler())
    start.wait()
    end = time.perf_counter() + seconds
    finished = 0
    while time.perf_counter() < end:
        try:
            trial = study.ask(SPACE)
            study.tell(trial, [0.5, 1.0])
            finished += 1
        except Exception as error:
            errors.put(f"{type(error).__name__}: {error}"[:200])
    counts.put(finished)


if __name__ == "__main__":
    file, processes, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    url = f"sqlite:///{file}"
    optuna.create_study(study_name="bench", storage=url, directions=["maximize", "minimize"])
    context = multiprocessing.get_context("spawn")
    start, counts, errors = context.Event(), context.Queue(), context.Queue()
    writers = [context.Process(target=write, args=(url, start, seconds, counts, errors)) for _ in range(processes)]
    for writer in writers:
        writer.start()
    time.sleep(3)
    start.set()
    finished = sum(counts.get() for _ in writers)
    for writer in writers:
        writer.join()
    problems = []
    while not errors.empty():
        problems.append(errors.get())
    begin = time.perf_counter()
    front = len(optuna.load_study(study_name="bench", storage=url).best_trials)
    print(json.dumps({
        "optuna": optuna.__version__, "python": sys.version.split()[0], "processes": processes, "seconds": seconds,
        "trialsPerSecond": round(finished / seconds, 1), "millisecondsPerTrial": round(1000 * seconds * processes / max(1, finished), 1),
        "trials": finished, "frontMilliseconds": round(1000 * (time.perf_counter() - begin), 1), "frontMembers": front,
        "errors": len(problems), "firstError": problems[0] if problems else None,
    }))
