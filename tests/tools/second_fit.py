#!/usr/bin/env python3
"""Likeliest parameters, log-likelihoods and Anderson-Darling statistics of src/fit a second time, with 40 digits and by halving alone.

Writes tests/data/fit/second_fit.txt, which tests/unit/fit/distribution_test.cpp compares to 1e-9; `--check` says whether the file is
what this program would write. Uses nothing beyond Python's own library.
"""
import pathlib
import sys
from decimal import Decimal as D
from decimal import getcontext
from fractions import Fraction

FILE = pathlib.Path(__file__).resolve().parents[1] / "data" / "fit" / "second_fit.txt"
getcontext().prec = 40
PI = D("3.14159265358979323846264338327950288419716939937510582")
HALVINGS = 64


def bernoulli(count):
    """B_2, B_4, ... by the recursion of Akiyama and Tanigawa."""
    row, out = [], []
    for m in range(2 * count + 1):
        row.append(Fraction(1, m + 1))
        for j in range(m, 0, -1):
            row[j - 1] = j * (row[j - 1] - row[j])
        if m >= 2 and m % 2 == 0:
            out.append(D(row[0].numerator) / D(row[0].denominator))
    return out


BERNOULLI = bernoulli(14)


def log_gamma(x):
    shift = D(0)
    while x < 40:
        shift -= x.ln()
        x += 1
    total = (x - D("0.5")) * x.ln() - x + (2 * PI).ln() / 2
    for k, b in enumerate(BERNOULLI, 1):
        total += b / (2 * k * (2 * k - 1) * x ** (2 * k - 1))
    return total + shift


def digamma(x):
    shift = D(0)
    while x < 40:
        shift -= 1 / x
        x += 1
    total = x.ln() - 1 / (2 * x)
    for k, b in enumerate(BERNOULLI, 1):
        total -= b / (2 * k * x ** (2 * k))
    return total + shift


def gamma_below(shape, x):
    """x^a e^-x sum x^n / Gamma(a + n + 1): every term above zero."""
    term = D(1) / shape
    total, n = term, shape
    while term > total * D("1e-42"):
        n += 1
        term *= x / n
        total += term
    return total * (shape * x.ln() - x - log_gamma(shape)).exp()


def normal_below(z):
    x, power, total, n, fact = z / D(2).sqrt(), z / D(2).sqrt(), D(0), 0, D(1)
    while True:
        add = power / (fact * (2 * n + 1))
        total += add
        n += 1
        power *= -x * x
        fact *= n
        if abs(add) < D("1e-44") and n > 5:
            return D("0.5") + total / PI.sqrt()


def halved(rises, low, high):
    """Where a function that rises passes zero."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if rises(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def fit(family, xs):
    """(shape, scale) as src/fit/distribution.h names them."""
    n, logs = len(xs), [x.ln() for x in xs]
    mean, mean_log = sum(xs) / n, sum(logs) / n
    if family == "exponential":
        return D(1), mean
    if family == "gamma":
        k = halved(lambda k: digamma(k) - k.ln() + mean.ln() - mean_log, D("0.01"), D(1000))
        return k, mean / k
    if family == "lognormal":
        return (sum((y - mean_log) ** 2 for y in logs) / n).sqrt(), mean_log.exp()
    if family == "weibull":
        def score(k):
            powers = [(k * y).exp() for y in logs]
            return sum(p * y for p, y in zip(powers, logs)) / sum(powers) - 1 / k - mean_log
        k = halved(score, D("0.01"), D(100))
        return k, (sum((k * y).exp() for y in logs) / n) ** (1 / k)
    def tilt(y, mu, s):  # 2 F - 1
        e = ((mu - y) / s).exp()
        return (1 - e) / (1 + e)
    def middle(s):
        return halved(lambda mu: -sum(tilt(y, mu, s) for y in logs), min(logs), max(logs))
    def spread(s):
        mu = middle(s)
        return n - sum((y - mu) / s * tilt(y, mu, s) for y in logs)
    s = halved(spread, D("0.02"), D(5))
    return 1 / s, middle(s).exp()


def log_density(family, shape, scale, x):
    y = (x / scale).ln()
    if family == "exponential":
        return -scale.ln() - x / scale
    if family == "gamma":
        return (shape - 1) * x.ln() - x / scale - log_gamma(shape) - shape * scale.ln()
    if family == "lognormal":
        return -y * y / (2 * shape * shape) - (x * shape * (2 * PI).sqrt()).ln()
    if family == "weibull":
        return shape.ln() - scale.ln() + (shape - 1) * y - (shape * y).exp()
    return shape.ln() - scale.ln() + (shape - 1) * y - 2 * (1 + (shape * y).exp()).ln()


def below(family, shape, scale, x):
    y = (x / scale).ln()
    if family == "exponential":
        return 1 - (-x / scale).exp()
    if family == "gamma":
        return gamma_below(shape, x / scale)
    if family == "lognormal":
        return normal_below(y / shape)
    if family == "weibull":
        return 1 - (-(shape * y).exp()).exp()
    return 1 / (1 + (-shape * y).exp())


def anderson_darling(family, shape, scale, xs):
    n, shares = len(xs), [below(family, shape, scale, x) for x in sorted(xs)]
    return -n - sum((2 * i + 1) * (shares[i].ln() + (1 - shares[n - 1 - i]).ln()) for i in range(n)) / n


def samples():
    """Thousandths of minutes, from the low bits of a linear congruence; skewed as times at a desk are."""
    state, out = 20100705, []
    for size, power in ((12, 1), (40, 2), (75, 3)):
        values = []
        for _ in range(size):
            state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            u = D(state >> 11) / D(1 << 53)
            values.append(D(int(((1 - u).ln() * -4 + D("0.3")) ** power * 1000 // 3 ** (power - 1) + 40)) / 1000)
        out.append(values)
    return out


def text():
    lines = ["# Written by tests/tools/second_fit.py; compared by tests/unit/fit/distribution_test.cpp.",
             "# sample NAME VALUE...; fit NAME FAMILY SHAPE SCALE LOG_LIKELIHOOD ANDERSON_DARLING"]
    for number, xs in enumerate(samples()):
        lines.append(f"sample {number} " + " ".join(f"{x:.3f}" for x in xs))
        for family in ("exponential", "gamma", "lognormal", "weibull", "log_logistic"):
            shape, scale = fit(family, xs)
            likelihood = sum(log_density(family, shape, scale, x) for x in xs)
            figures = (shape, scale, likelihood, anderson_darling(family, shape, scale, xs))
            lines.append(f"fit {number} {family} " + " ".join(f"{x:.17g}" for x in figures))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(FILE.read_text() != text())
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text())
