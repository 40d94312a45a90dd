#!/usr/bin/env python3
"""The figures of src/study a second time, in plain Python: other formulas where there are others, the same draws for intervals.

Writes tests/data/study/second_statistics.txt, which tests/unit/study/statistics_test.cpp compares to 1e-9; `--check` says whether
the file is what this program would write. Uses nothing beyond Python's own library (no numpy, no scipy).
"""
import itertools
import math
import pathlib
import statistics
import sys
from fractions import Fraction

FILE = pathlib.Path(__file__).resolve().parents[1] / "data" / "study" / "second_statistics.txt"
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mixed(x):
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


class Draws:
    def __init__(self, seed, key):
        self.state = mixed((seed + GOLDEN) & MASK)
        for one in key.encode():
            self.state = (mixed(self.state ^ one) + GOLDEN) & MASK

    def next(self):
        self.state = (self.state + GOLDEN) & MASK
        return mixed(self.state)

    def resample(self, sample):
        n, taken = len(sample), []
        while len(taken) + 1 < n:
            bits = self.next()
            taken += [sample[((bits & 0xFFFFFFFF) * n) >> 32], sample[((bits >> 32) * n) >> 32]]
        if len(taken) < n:
            taken.append(sample[((self.next() & 0xFFFFFFFF) * n) >> 32])
        return taken


def inclusive(sample, p):
    """Type 7 in exact fractions."""
    rank = Fraction(len(sample) - 1) * Fraction(p)
    below = int(rank)
    above = min(below + 1, len(sample) - 1)
    return float(sample[below] + (rank - below) * (sample[above] - sample[below]))


def percentile(sample, p):
    rank = (len(sample) - 1) * p
    below = int(rank)
    above = min(below + 1, len(sample) - 1)
    return sample[below] + (rank - below) * (sample[above] - sample[below])


def skewness(sample):
    n, mean = len(sample), Fraction(sum(sample), len(sample))
    m2 = sum((one - mean) ** 2 for one in sample) / n
    m3 = sum((one - mean) ** 3 for one in sample) / n
    return float(m3) / float(m2) ** 1.5 if m2 else 0.0


def mean_interval(sample, seed, key):
    n, mean, sd = len(sample), statistics.fmean(sample), statistics.stdev(sample)
    if sd == 0:
        return mean, mean
    if n > 300:
        c, z = skewness(sample), statistics.NormalDist().inv_cdf(0.975) / math.sqrt(n)

        def solved(x):  # g(T) = x by bisection, not by the formula of the inverse
            low, high = -10.0, 10.0
            for _ in range(200):
                t = (low + high) / 2
                low, high = (t, high) if t + c * t * t / 3 + c * c * t ** 3 / 27 + c / (6 * n) < x else (low, t)
            return (low + high) / 2
        return mean - sd * solved(z), mean - sd * solved(-z)
    draws, studentised = Draws(seed, key), []
    for _ in range(2000):
        taken = draws.resample(sample)
        own = statistics.stdev(taken)
        if own > 0:
            studentised.append((statistics.fmean(taken) - mean) / (own / math.sqrt(n)))
    studentised.sort()
    error = sd / math.sqrt(n)
    return mean - percentile(studentised, 0.975) * error, mean - percentile(studentised, 0.025) * error


def median_interval(sample, seed, key):
    n = len(sample)
    if n > 300:
        half = statistics.NormalDist().inv_cdf(0.975) * math.sqrt(n) / 2
        return percentile(sample, (n / 2 - half - 1) / (n - 1)), percentile(sample, (n / 2 + half) / (n - 1))
    draws = Draws(seed, key)
    medians = sorted(statistics.median(draws.resample(sample)) for _ in range(2000))
    return percentile(medians, 0.025), percentile(medians, 0.975)


def fence(sample):
    logarithms = sorted(math.log(one) for one in sample if one > 0)
    first, _, third = statistics.quantiles(logarithms, n=4, method="inclusive")
    return math.exp(third + 3 * (third - first))


def trimmed_mean(sample):
    cut = len(sample) // 10
    return float(Fraction(sum(sample[cut:len(sample) - cut]), len(sample) - 2 * cut))


def mode_bin(sample):
    """Each duration counted into its bin, instead of the sorted list cut at the bins' ends."""
    first, _, third = (inclusive(sample, p) for p in ("0.25", "0.5", "0.75"))
    wanted = 2 * (third - first) / len(sample) ** (1 / 3)
    minutes = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440]
    width = 60_000 * next((one for one in minutes if 60_000 * one >= wanted), minutes[-1])
    counts = {}
    for one in sample:
        counts[one // width] = counts.get(one // width, 0) + 1
    fullest = min(counts, key=lambda place: (-counts[place], place))
    return fullest * width, width, counts[fullest]


def within(sample):
    """The share within the target that the test asks about: the whole milliseconds of the median."""
    target = int(inclusive(sample, "0.5"))
    return sum(one <= target for one in sample) / len(sample)


def figures(name, sample):
    key = name
    out = [len(sample), statistics.fmean(sample), statistics.geometric_mean(sample) if sample[0] > 0 else 0.0]
    out += [inclusive(sample, p) for p in ("0.5", "0.75", "0.9", "0.95")]
    sd = statistics.stdev(sample)
    out += [sample[0], sample[-1], sd, sd / statistics.fmean(sample), skewness(sample)]
    out += mean_interval(sample, 7, key + "/mean") + median_interval(sample, 7, key + "/median")
    limit = fence(sample)
    return out + [limit, sum(one > limit for one in sample), trimmed_mean(sample), *mode_bin(sample), within(sample)]


def mann_whitney(before, after):
    """U by all pairs; p by all orders where there are few, else by the normal distribution."""
    u = sum(1.0 if b > a else 0.5 if b == a else 0.0 for a in before for b in after)
    n1, n2 = len(before), len(after)
    together = before + after
    ties = {one: together.count(one) for one in set(together)}
    if max(ties.values()) == 1 and n1 <= 20 and n2 <= 20:
        extreme = min(u, n1 * n2 - u)
        below = every = 0
        for places in itertools.combinations(range(n1 + n2), n2):
            every += 1
            below += sum(place - i for i, place in enumerate(places)) <= extreme
        return u, min(1.0, 2 * below / every)
    n = n1 + n2
    tied = sum(t ** 3 - t for t in ties.values())
    sigma = math.sqrt(n1 * n2 / 12 * ((n + 1) - tied / (n * (n - 1))))
    z = max(0.0, abs(u - n1 * n2 / 2) - 0.5) / sigma
    return u, 2 * statistics.NormalDist().cdf(-z)


def sample_of(name, n, shape):
    draws = Draws(11, "sample " + name)
    normal = statistics.NormalDist()
    out = []
    for _ in range(n):
        p = ((draws.next() >> 12) + 0.5) * 2.0 ** -52
        out.append(round(shape(normal.inv_cdf(p), p)))
    return sorted(out)


SAMPLES = {
    "long_tail": sample_of("long_tail", 57, lambda z, p: 900_000 * math.exp(0.8 * z)),
    "twenty": sample_of("twenty", 20, lambda z, p: 3_000_000 + 400_000 * z),
    "many_ties": sample_of("many_ties", 120, lambda z, p: 60_000 * (1 + int(p * 9))),
    "with_zero": sample_of("with_zero", 41, lambda z, p: max(0, 500_000 * z + 200_000)),
    "with_outliers": sorted(sample_of("with_outliers", 200, lambda z, p: 2_000_000 * math.exp(0.3 * z)) + [900_000_000, 950_000_000]),
    "large": sample_of("large", 1501, lambda z, p: 7_000_000 * math.exp(0.9 * z)),
    "large_even": sample_of("large_even", 640, lambda z, p: -4_000_000 * math.log(p)),
}
PAIRS = {
    "small": ([3, 7, 12, 19, 40, 41], [1, 2, 5, 8, 20]),
    "apart": ([10, 11, 12, 13, 14, 15, 16], [1, 2, 3, 4, 5, 6, 7]),
    "tied": ([1, 2, 2, 3, 3, 3, 9], [2, 3, 3, 4, 9, 9]),
    "equal": ([5, 6, 7, 8], [5, 6, 7, 8]),
    "larger": (SAMPLES["long_tail"], SAMPLES["twenty"]),
}


def written():
    lines = ["# Written by tests/tools/second_statistics.py; compared by tests/unit/study/statistics_test.cpp.",
             "# figures NAME n mean geometric median p75 p90 p95 min max sd cv skewness mean_low mean_high median_low median_high fence outliers trimmed_mean mode_low mode_width mode_n within_median"]
    for name, sample in SAMPLES.items():
        lines.append("sample " + name + " " + " ".join(map(str, sample)))
        lines.append("figures " + name + " " + " ".join(repr(float(one)) for one in figures(name, sample)))
    for name, (before, after) in PAIRS.items():
        lines.append("before " + name + " " + " ".join(map(str, before)))
        lines.append("after " + name + " " + " ".join(map(str, after)))
        lines.append("test " + name + " " + " ".join(repr(one) for one in mann_whitney(before, after)))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = written()
    if "--check" in sys.argv:
        sys.exit(0 if FILE.read_text() == text else f"{FILE} is not what {sys.argv[0]} writes")
    FILE.write_text(text)
