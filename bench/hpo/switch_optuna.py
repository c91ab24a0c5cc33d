"""Regret of Optuna's default TPE on rosenbrock5 at each budget: switch_optuna.py SEED BUDGET..."""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
seed, *budgets = map(int, sys.argv[1:])


def rosenbrock(trial):
    x = [trial.suggest_float(f"x{i}", -5, 10) for i in range(5)]
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
regrets = []
for budget in budgets:
    study.optimize(rosenbrock, n_trials=budget - len(study.trials))
    regrets.append(study.best_value)
print(json.dumps(regrets))
