"""Prints the reference values of scipy-values.json: python3 scipy-values.py > scipy-values.json

Needs NumPy and SciPy (Debian: python3-scipy). The inputs are written out beside the results, so that
the tests use the same ones."""
import json

import numpy as np
import scipy
from scipy import special, stats

rng = np.random.default_rng(20260101)


def floats(values):
    return [float(value) for value in values]


def signed_rank_cdf(n):
    """All 2^n sign patterns, by brute force."""
    sums = np.array([0])
    for rank in range(1, n + 1):
        sums = np.concatenate([sums, sums + rank])
    return floats(np.cumsum(np.bincount(sums)) / 2.0**n)


def hodges_lehmann(values, confidence):
    """Inverts scipy's exact signed-rank test over the Walsh averages."""
    values = np.asarray(values)
    i, j = np.triu_indices(len(values))
    walsh = np.sort((values[i] + values[j]) / 2)

    def rejected(centre):
        return stats.wilcoxon(values - centre, method="exact", alternative="two-sided").pvalue <= 1 - confidence

    # Between averages the p-value is constant: try the middle of each gap.
    gaps = [walsh[0] - 1, *((walsh[:-1] + walsh[1:]) / 2), walsh[-1] + 1]
    kept = [k for k, centre in enumerate(gaps) if not rejected(centre)]
    return {"point": float(np.median(walsh)), "lower": float(walsh[kept[0] - 1]), "upper": float(walsh[kept[-1]])}


def sign_flip(values):
    """Exact one-sided p of the mean by scipy's own permutation test."""
    result = stats.permutation_test(
        (np.asarray(values),), np.mean, permutation_type="samples", n_resamples=np.inf, alternative="greater"
    )
    return float(result.pvalue)


def shift_between(before, after, confidence):
    """Inverts scipy's Mann-Whitney test over the differences of all pairs."""
    before, after = np.asarray(before), np.asarray(after)
    differences = np.sort(np.subtract.outer(after, before).ravel())

    def rejected(shift):
        return stats.mannwhitneyu(after - shift, before, method="exact").pvalue <= 1 - confidence

    gaps = [differences[0] - 1, *((differences[:-1] + differences[1:]) / 2), differences[-1] + 1]
    kept = [k for k, shift in enumerate(gaps) if not rejected(shift)]
    return {
        "point": float(np.median(differences)),
        "lower": float(differences[kept[0] - 1]),
        "upper": float(differences[kept[-1]]),
    }


samples = [floats(rng.normal(0.02, 0.02, n)) for n in (6, 8, 9, 14, 24)] + [floats(rng.standard_t(2, 12) * 0.01)]
# Drawn after the others, which keep their values.
two_samples = [floats(rng.normal(0, 1, 6)), floats(rng.normal(1, 1, 9)), floats(rng.normal(0.5, 1, 30))]
tied = [1.0, 2.0, 2.0, 3.0, 1.0, 5.0, 2.0, 3.0, 3.0, 4.0, 2.0, 6.0, 5.0, 7.0, 5.0, 1.0]
positions = floats(np.cumsum(rng.exponential(1, 24)))
output = {
    "made_with": {"scipy": scipy.__version__, "numpy": np.__version__},
    "quantile": [
        {"values": sample, "p": p, "expected": float(np.quantile(sample, p))}
        for sample in samples
        for p in (0, 0.05, 0.5, 0.95, 1)
    ],
    "variance": [{"values": sample, "expected": float(np.var(sample, ddof=1))} for sample in samples],
    "mad": [{"values": sample, "expected": float(stats.median_abs_deviation(sample))} for sample in samples],
    "signedRankCdf": [{"n": n, "expected": signed_rank_cdf(n)} for n in (1, 5, 8, 14)],
    "hodgesLehmann": [
        {"values": sample, "confidence": c, "expected": hodges_lehmann(sample, c)} for sample in samples for c in (0.9, 0.95)
    ],
    "signFlip": [{"values": sample, "expected": sign_flip(sample)} for sample in samples if len(sample) <= 9],
    "incompleteBeta": [
        {"x": x, "a": a, "b": b, "expected": float(special.betainc(a, b, x))}
        for x in (0.001, 0.2, 0.5, 0.9, 0.9999)
        for a, b in ((0.5, 0.5), (2, 3), (7.5, 0.5), (50, 20))
    ],
    "studentTUpperTail": [
        {"t": t, "df": df, "expected": float(stats.t.sf(t, df))} for t in (-3, 0, 0.5, 2, 6, 20) for df in (1, 3.5, 7, 30, 1e5)
    ],
    "studentTQuantile": [
        {"p": p, "df": df, "expected": float(stats.t.ppf(p, df))} for p in (0.005, 0.3, 0.9, 0.975, 0.9999) for df in (1, 3.5, 7, 30)
    ],
    "digamma": [{"x": x, "expected": float(special.digamma(x))} for x in (0.1, 0.5, 1, 3.5, 12, 400)],
    "trigamma": [{"x": x, "expected": float(special.polygamma(1, x))} for x in (0.1, 0.5, 1, 3.5, 12, 400)],
    "spearman": [
        {
            "values": sample,
            "rho": float(stats.spearmanr(range(len(sample)), sample).statistic),
            "pValue": float(stats.spearmanr(range(len(sample)), sample).pvalue),
        }
        for sample in [*samples, [1.0, 2.0, 2.0, 3.0, 1.0, 5.0]]
    ],
    "theilSen": [{"values": sample, "expected": float(stats.theilslopes(sample).slope)} for sample in samples],
    "theilSenInterval": [
        {
            "values": sample,
            "positions": positions[: len(sample)],
            "expected": floats(stats.theilslopes(sample, positions[: len(sample)], 0.95)[i] for i in (0, 2, 3)),
        }
        for sample in samples
        if len(sample) >= 9
    ],
    "mannWhitney": [
        {
            "first": first,
            "second": second,
            "expected": float(stats.mannwhitneyu(first, second, method=method).pvalue),
        }
        for first, second, method in (
            (two_samples[0], two_samples[1], "exact"),
            (two_samples[2], two_samples[1], "exact"),
            (samples[4], two_samples[2], "asymptotic"),
            (tied[:7], tied[7:], "asymptotic"),
        )
    ],
    "shiftBetween": [
        {"before": before, "after": after, "confidence": c, "expected": shift_between(before, after, c)}
        for before, after in ((two_samples[0], two_samples[1]), (two_samples[1], two_samples[2]))
        for c in (0.9, 0.95)
    ],
    "holm": [
        {
            "pValues": [0.01, 0.04, 0.03, 0.005, 0.5],
            # By hand from the definition: sorted, times 5, 4, 3, 2, 1, then running maxima.
            "expected": [0.04, 0.09, 0.09, 0.025, 0.5],
        }
    ],
}
print(json.dumps(output, indent=2))
