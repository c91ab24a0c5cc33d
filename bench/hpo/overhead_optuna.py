"""CPU milliseconds per ask+tell of Optuna with the parameters of overhead-space.ts: sampler, trials, objectives, measured."""

import json
import random
import sys
import time

try:
    import optuna
except ImportError:
    sys.exit(3)

optuna.logging.set_verbosity(optuna.logging.ERROR)
D = optuna.distributions
name, trials, objectives, measured = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
space = {f"f{i}": D.FloatDistribution(0, 1) for i in range(4)}
space |= {f"l{i}": D.FloatDistribution(1e-5, 1, log=True) for i in range(4)}
space |= {f"i{i}": D.IntDistribution(1, 32) for i in range(3)}
space |= {f"j{i}": D.IntDistribution(8, 1024, log=True) for i in range(3)}
space |= {f"c{i}": D.CategoricalDistribution(list("abcde"[: 3 + i % 3])) for i in range(6)}


def draw(distribution):
    if isinstance(distribution, D.CategoricalDistribution):
        return random.choice(distribution.choices)
    if isinstance(distribution, D.IntDistribution):
        return random.randint(distribution.low, distribution.high)
    return random.uniform(distribution.low, distribution.high)


samplers = {
    "random": lambda: optuna.samplers.RandomSampler(seed=0),
    "tpe": lambda: optuna.samplers.TPESampler(seed=0),
    "nsga2": lambda: optuna.samplers.NSGAIISampler(seed=0),
    "gp": lambda: optuna.samplers.GPSampler(seed=0),
}
if name == "gp" and not hasattr(optuna.samplers, "GPSampler"):
    sys.exit(3)
study = optuna.create_study(directions=["minimize"] * objectives, sampler=samplers[name]())
random.seed(0)
for _ in range(trials):
    params = {key: draw(value) for key, value in space.items()}
    study.add_trial(
        optuna.trial.create_trial(params=params, distributions=space, values=[random.random() for _ in range(objectives)])
    )
begun = time.process_time()
for _ in range(measured):
    trial = study.ask(space)
    study.tell(trial, [random.random() for _ in range(objectives)])
print(json.dumps({"version": optuna.__version__, "milliseconds": (time.process_time() - begun) * 1000 / measured}))
