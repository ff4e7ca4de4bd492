#!/usr/bin/env python3
"""Makes the figures that tests/apps/evaluate compares the statistics of `evaluate` with: from their
formulas, by NumPy and SciPy, by other ways than Sleeve's where there are any.
Usage: make_goldens.py [FILE]   (default: statistics.json beside this script)
"""
import json
import pathlib
import sys

import numpy
import scipy
from scipy.spatial.distance import cdist
from scipy.stats import binomtest

NEIGHBOUR = 3


def floats(values):
    """What an f32 holds, exactly."""
    return numpy.asarray(values, numpy.float32).astype(numpy.float64)


def distribution(scores):
    quantiles = numpy.quantile(scores, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])
    low, high = quantiles[2], quantiles[4]
    inside = scores[(scores >= low - 1.5 * (high - low)) & (scores <= high + 1.5 * (high - low))]
    return {"scores": scores.tolist(), "mean": scores.mean(), "zero_share": (scores == 0).mean(),
            "deviation": scores.std(ddof=1), "quantiles": quantiles.tolist(),
            "lower_whisker": inside.min(), "upper_whisker": inside.max(),
            "outliers_below": int((scores < inside.min()).sum()),
            "outliers_above": int((scores > inside.max()).sum())}


def proportion(successes, count):
    interval = binomtest(successes, count).proportion_ci(0.95, method="wilson")
    return {"successes": successes, "count": count, "low": interval.low, "high": interval.high}


def frechet(real, other):
    """tr (C1 C2)^1/2 is the sum of the singular values of A B^T, A and B being the centred sets
    over sqrt(n - 1): exact even where the covariances are singular."""
    a, b = ((x - x.mean(0)) / numpy.sqrt(len(x) - 1) for x in (real, other))
    shift = real.mean(0) - other.mean(0)
    return (shift @ shift + (a ** 2).sum() + (b ** 2).sum()
            - 2 * numpy.linalg.svd(a @ b.T, compute_uv=False).sum())


def check_frechet(real, other):
    """The same by the matrix square root of a product that is not singular."""
    c1, c2 = numpy.cov(real.T), numpy.cov(other.T)
    shift = real.mean(0) - other.mean(0)
    root = scipy.linalg.sqrtm(c1 @ c2).real
    expected = shift @ shift + numpy.trace(c1 + c2 - 2 * root)
    assert abs(frechet(real, other) - expected) < 1e-8 * expected


def squared_discrepancy(real, other):
    def kernel(x, y):
        return (x @ y / len(x) + 1) ** 3
    m, n = len(real), len(other)
    within_real = sum(kernel(real[i], real[j]) for i in range(m) for j in range(m) if i != j)
    within_other = sum(kernel(other[i], other[j]) for i in range(n) for j in range(n) if i != j)
    between = sum(kernel(x, y) for x in real for y in other)
    return (within_real / (m * (m - 1)) + within_other / (n * (n - 1)) - 2 * between / (m * n))


def radii(points, k):
    """Of each point the distance to its k-th nearest other: at 0 of the sorted row lies itself."""
    return numpy.sort(cdist(points, points), axis=1)[:, k]


def manifold(real, other, k):
    distances = cdist(real, other)
    in_real = distances <= radii(real, k)[:, None]
    in_other = distances <= radii(other, k)[None, :]
    return {"precision": in_real.any(0).mean(), "recall": in_other.any(1).mean(),
            "density": in_real.sum(0).mean() / k, "coverage": in_real.any(1).mean()}


def sets(real, other, random):
    subsets = [(sorted(random.choice(len(real), m, replace=False).tolist()),
                sorted(random.choice(len(other), n, replace=False).tolist()))
               for m, n in ((4, 4), (7, 5), (2, 9))]
    subsets.append((list(range(len(real))), list(range(len(other)))))
    nearest = numpy.argsort(cdist(other, real), axis=1)[:, :NEIGHBOUR]
    return {"dimensions": real.shape[1], "real": real.ravel().tolist(),
            "other": other.ravel().tolist(), "frechet": frechet(real, other),
            "subsets": [{"real": r, "other": o,
                         "squared_discrepancy": squared_discrepancy(real[r], other[o])}
                        for r, o in subsets],
            "k": NEIGHBOUR, **manifold(real, other, NEIGHBOUR),
            "nearest": nearest.tolist(),
            "nearest_distances": numpy.take_along_axis(cdist(other, real), nearest, 1).tolist()}


def main():
    target = (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1
              else pathlib.Path(__file__).resolve().parent / "statistics.json")
    random = numpy.random.default_rng(1)
    skewed = floats(numpy.maximum(random.gumbel(0.05, 0.1, 41), 0))  # many zeros, a long tail
    both_ends = floats(numpy.concatenate([random.normal(0.5, 0.05, 20), [0.05, 0.1, 0.97]]))

    # Correlated, shifted, of other spread; then fewer covers than features: singular covariances.
    # 70 covers are more than one block of rows.
    mixing = random.normal(0, 1, (6, 6))
    real = floats(random.normal(0, 1, (70, 6)) @ mixing)
    other = floats(0.7 * random.normal(0, 1, (45, 6)) @ mixing + 0.5)
    check_frechet(real, other)
    few = floats(random.normal(0, 1, (12, 20)))
    few_others = floats(random.normal(0.2, 0.8, (10, 20)))

    goldens = {"made_by": f"make_goldens.py, NumPy {numpy.__version__}, SciPy {scipy.__version__}",
               "distributions": [distribution(skewed), distribution(both_ends)],
               "proportions": [proportion(s, n) for s, n in
                               ((0, 10), (10, 10), (1, 1), (3, 10), (17, 60), (981, 1000))],
               "sets": [sets(real, other, random), sets(few, few_others, random)]}
    target.write_text(json.dumps(goldens) + "\n")


if __name__ == "__main__":
    main()
