"""Choose the sub-solvers by the size of a model; the README has the figures behind it."""

import os

from ortools.sat.python import cp_model_helper

from scheduler.rostering.domain import Domain

#: Beyond so many possible assignments simplifying thoroughly takes longer than it saves.
_LARGE = 20_000
#: Up to so many the whole model is built in a tenth of a second or two.
_SMALL = 4_000
#: Full sub-solvers in the order of their use; the first here prove bounds where the usual first one does not.
_FULL = (
    "max_lp",
    "reduced_costs",
    "default_lp",
    "core",
    "no_lp",
    "quick_restart",
    "lb_tree_search",
    "pseudo_costs",
)
#: Two full sub-solvers and one that searches neighbourhoods of the best roster, even on two cores.
_WORKERS, _MOST_WORKERS = 3, 16


def is_large(possible: Domain) -> bool:
    """Tell whether a problem is too large to be searched as a whole."""
    return sum(map(len, possible.values())) > _LARGE


def is_small(possible: Domain) -> bool:
    """Tell whether a mixed-integer solver may be able to prove the best roster of a problem in seconds."""
    return sum(map(len, possible.values())) <= _SMALL


def parameters(
    possible: Domain, *, seconds: float, seed: int, workers: int | None, deterministic_limit: float | None
) -> cp_model_helper.SatParameters:
    """Return CP-SAT's parameters; with a deterministic limit they do not depend on the machine."""
    chosen = cp_model_helper.SatParameters()
    chosen.max_time_in_seconds = max(seconds, 0.01)
    chosen.random_seed = seed
    chosen.catch_sigint_signal = False  # Ctrl-C is the caller's affair, who may want the best so far
    chosen.subsolvers.extend(_FULL)
    if deterministic_limit is None:
        chosen.num_workers = workers or min(max(os.cpu_count() or 1, _WORKERS), _MOST_WORKERS)
    else:
        chosen.num_workers = workers or _WORKERS
        chosen.max_deterministic_time = deterministic_limit
        chosen.interleave_search = True
    if is_large(possible):
        chosen.cp_model_probing_level = 0
        chosen.max_presolve_iterations = 1
        chosen.symmetry_level = 0
        chosen.find_big_linear_overlap = False
    return chosen
