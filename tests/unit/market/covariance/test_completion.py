import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.covariance.completion import complete
from allocator.market.covariance.moments import weighted_covariance
from allocator.model.assets import AssetClass

EQUAL = np.ones(260)
RECENT = 0.5 ** (np.arange(260)[::-1] / 60)


def covariance(returns, classes, weights=EQUAL):
    return weighted_covariance(complete(returns, classes, weights).returns, weights)


def expected_by_em(x, y, own):
    """
    Maximum likelihood of a bivariate normal with y missing in part, by another way.

    The EM algorithm (Dempster, Laird and Rubin 1977), shape (2, 2), not corrected for its bias.
    """
    mean, cov = np.array([x.mean(), y[own].mean()]), np.cov(x[own], y[own], bias=True)
    for _ in range(2000):
        slope = cov[0, 1] / cov[0, 0]
        left = cov[1, 1] - slope * cov[0, 1]
        both = np.column_stack([x, np.where(own, y, mean[1] + slope * (x - mean[0]))])
        mean = both.mean(axis=0)
        cov = np.cov(both.T, bias=True)
        cov[1, 1] += left * (~own).mean()
    return cov


def test_whole_series_stay_as_they_are(returns, classes):
    done = complete(returns, classes, EQUAL)
    assert done.returns.tolist() == returns.to_numpy().tolist()
    assert done.completions == ()


@pytest.mark.parametrize("gone", [slice(0, 150), slice(200, 260), slice(60, 100)])
def test_one_short_series_gets_stambaughs_maximum_likelihood(returns, classes, gone):
    """
    Var y = b^2 var x + var e, cov = b var x, up to n against n - 1 in each of the variances.

    The estimate of var x has 260 weeks and that of var e those that are left.
    """
    pair = returns[["Stock A", "Stock B"]].copy()
    pair.iloc[gone, 1] = np.nan
    x, y = pair.to_numpy().T
    own = ~np.isnan(y)
    slope, intercept = np.polyfit(x[own], y[own], 1)
    residual = np.var(y[own] - intercept - slope * x[own], ddof=1)
    variance = np.var(x, ddof=1)

    found = covariance(pair, classes)
    by_hand = [[variance, slope * variance], [slope * variance, slope**2 * variance + residual]]
    assert found == pytest.approx(np.array(by_hand), rel=1e-12)

    likely, m = expected_by_em(x, y, own), own.sum()
    assert found[0] * 259 / 260 == pytest.approx(likely[0], rel=1e-9)
    conditional = [cov[1, 1] - cov[0, 1] ** 2 / cov[0, 0] for cov in (found, likely)]
    assert conditional[0] * (m - 1) / m == pytest.approx(conditional[1], rel=1e-9)


def test_weights_count_in_the_fit_and_in_what_it_leaves_out(returns, classes):
    """The formula of the equal weights, with weighted moments: of x all weeks, of e its own."""
    pair = returns[["Stock A", "Stock B"]].copy()
    pair.iloc[200:, 1] = np.nan
    x, y = pair.to_numpy().T
    moments = weighted_covariance(np.column_stack([x, y])[:200], RECENT[:200])
    slope = moments[0, 1] / moments[0, 0]
    left = moments[1, 1] - slope * moments[0, 1]
    variance = weighted_covariance(x[:, None], RECENT)[0, 0]

    (done,) = complete(pair, classes, RECENT).completions
    assert done.residual_volatility == pytest.approx(np.sqrt(52 * left))
    assert done.r_squared == pytest.approx(1 - left / moments[1, 1])

    found = covariance(pair, classes, RECENT)
    assert found[0] == pytest.approx([variance, slope * variance], rel=1e-12)
    assert found[1, 1] == pytest.approx(slope**2 * variance + left, rel=1e-12)


def test_a_completion_says_what_was_done(returns, classes):
    returns.iloc[:150, 3] = np.nan
    (done,) = complete(returns, classes, EQUAL).completions
    x, y = returns["Stock A"][150:], returns["Stock B"][150:]
    slope, intercept = np.polyfit(x, y, 1)

    assert (done.index, done.nearest, done.side) == ("Stock B", "Stock A", "before")
    assert (done.filled, done.weeks) == (150, 260)
    assert done.beta == pytest.approx(slope)
    assert done.r_squared == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2)
    left = np.std(y - intercept - slope * x, ddof=1)
    assert done.residual_volatility == pytest.approx(np.sqrt(52) * left)


def test_the_weeks_that_are_missing_follow_the_line(returns, classes):
    returns.iloc[:150, 3] = np.nan
    slope, intercept = np.polyfit(returns["Stock A"][150:], returns["Stock B"][150:], 1)
    made = complete(returns, classes, EQUAL).returns[:150, 3]
    assert made == pytest.approx(intercept + slope * returns["Stock A"][:150].to_numpy())


@pytest.mark.parametrize(
    ("gone", "side"),
    [
        ([slice(0, 1)], "before"),
        ([slice(-1, None)], "after"),
        ([slice(0, 50), slice(210, 260)], "both"),
        ([slice(100, 101)], "within"),
        ([slice(0, 50), slice(100, 101)], "within"),
    ],
)
def test_it_says_where_weeks_are_missing(returns, classes, gone, side):
    for part in gone:
        returns.iloc[part, 3] = np.nan
    assert complete(returns, classes, EQUAL).completions[0].side == side


def test_the_same_class_comes_first_even_if_another_explains_more(returns, classes):
    returns["Bond B"] = 0.9 * returns["Stock A"] + 0.1 * returns["Bond A"]
    returns.iloc[:100, 1] = np.nan
    assert complete(returns, classes, EQUAL).completions[0].nearest == "Bond A"


def test_another_class_serves_if_there_is_no_other(returns, classes):
    gold = returns.assign(Gold=returns["Bond B"] + 0.1 * returns["Stock A"])
    gold.loc[gold.index[:100], "Gold"] = np.nan
    assert complete(gold, classes, EQUAL).completions[0].nearest == "Bond B"


def test_it_is_the_part_explained_that_counts_not_the_sign(returns, classes):
    gold = returns[["Bond A", "Stock A"]].assign(Gold=-returns["Stock A"] + 0.1 * returns["Bond A"])
    gold.loc[gold.index[:100], "Gold"] = np.nan
    (done,) = complete(gold, classes, EQUAL).completions
    assert done.nearest == "Stock A"
    assert done.beta == pytest.approx(-1, abs=0.05)


def test_a_whole_index_comes_before_a_longer_one_that_explains_more(returns, classes):
    more = returns.assign(Gold=returns["Stock B"] + 1e-4 * returns["Bond A"])[
        ["Gold", "Stock A", "Stock B"]
    ]
    more.iloc[:50, 2] = np.nan
    more.iloc[:100, 0] = np.nan
    alike = classes | {"Gold": AssetClass.EQUITY}
    first, second = complete(more, alike, EQUAL).completions
    assert (first.index, first.nearest) == ("Gold", "Stock A")
    assert (second.index, second.nearest) == ("Stock B", "Stock A")


def test_of_equals_the_first_by_name_is_taken(returns, classes):
    returns["Bond A"] = returns["Bond B"] = returns["Stock A"]
    gold = returns.assign(Gold=returns["Stock B"])
    gold.loc[gold.index[:100], "Gold"] = np.nan
    gold = gold[["Bond A", "Bond B", "Gold", "Stock A"]]
    assert complete(gold, classes, EQUAL).completions[0].nearest == "Bond A"


def test_a_longer_one_of_the_class_is_completed_first_and_followed(returns, classes):
    """The shorter bond follows the longer one, in the first 50 weeks through a stock."""
    returns.iloc[:50, 0] = np.nan
    returns.iloc[:120, 1] = np.nan
    done = complete(returns, classes, EQUAL)
    longer, shorter = done.completions
    assert (longer.nearest, shorter.nearest) == ("Stock B", "Bond A")

    slope, intercept = np.polyfit(returns["Bond A"][120:], returns["Bond B"][120:], 1)
    made = done.returns
    assert made[:120, 1] == pytest.approx(intercept + slope * made[:120, 0])


def test_a_longer_one_of_the_class_comes_before_a_whole_one_of_another(returns, classes):
    returns["Bond B"] = 0.9 * returns["Stock A"] + 0.1 * returns["Bond A"]
    returns.iloc[:50, 0] = np.nan
    returns.iloc[:120, 1] = np.nan
    shorter = complete(returns, classes, EQUAL).completions[1]
    assert (shorter.index, shorter.nearest) == ("Bond B", "Bond A")


def test_one_that_has_the_same_weeks_is_not_followed(returns, classes):
    returns.iloc[:50, :2] = np.nan
    assert all(c.nearest.startswith("Stock") for c in complete(returns, classes, EQUAL).completions)


def test_one_that_lacks_a_week_of_it_is_not_followed(returns, classes):
    """Bond A has more weeks than Bond B, but not the last one."""
    returns.iloc[:120, 1] = np.nan
    returns.iloc[-1, 0] = np.nan
    shorter = complete(returns, classes, EQUAL).completions[1]
    assert (shorter.index, shorter.nearest[:5]) == ("Bond B", "Stock")


def test_what_two_short_series_share_beyond_their_regressions_is_kept(returns, classes):
    """With the same weeks: b_i b_j var x and the residuals' covariance over their own weeks."""
    x, shared = returns["Stock A"], returns["Bond A"]
    bonds = {"Bond A": x + shared, "Bond B": 0.5 * x + 0.4 * shared + 0.1 * returns["Bond B"]}
    three = pd.DataFrame({**bonds, "Stock A": x})
    three.iloc[:150, :2] = np.nan
    fits = [np.polyfit(x[150:], three[name][150:], 1) for name in bonds]
    left = [three[n][150:] - np.polyval(f, x[150:]) for n, f in zip(bonds, fits, strict=True)]
    from_x = fits[0][0] * fits[1][0] * np.var(x, ddof=1)

    found = covariance(three, classes)
    assert found[0, 1] == pytest.approx(from_x + np.cov(*left)[0, 1], rel=1e-9)
    assert np.cov(*left)[0, 1] > 0.5 * from_x  # or the claim would be empty


def test_a_fit_that_explains_too_little_is_not_used(returns, classes):
    """Then its own weeks stand for all; what it explains is told all the same."""
    x = returns["Stock A"]
    noise = returns["Bond A"] - np.polyval(np.polyfit(x, returns["Bond A"], 1), x)
    noise *= x.std() / noise.std()
    for ratio, used in ((0.59, True), (0.56, False)):  # R2 = ratio^2 / (1 + ratio^2): 0.258, 0.239
        pair = pd.DataFrame({"Stock A": x, "Stock B": ratio * x + noise})
        pair.iloc[-1, 1] = np.nan
        (done,) = complete(pair, classes, EQUAL).completions
        assert done.r_squared == pytest.approx(ratio**2 / (1 + ratio**2), abs=0.005)
        assert done.beta == (pytest.approx(ratio, abs=0.01) if used else 0)
        if not used:
            own = pair["Stock B"].std()
            assert covariance(pair, classes)[1, 1] == pytest.approx(own**2)
            assert done.residual_volatility == pytest.approx(np.sqrt(52) * own)


def test_an_index_that_does_not_vary_in_the_common_weeks_explains_nothing(returns, classes):
    pair = returns[["Stock A", "Stock B"]].copy()
    pair.iloc[:150, 1] = np.nan
    pair.iloc[150:, 0] = 0.0
    done = complete(pair, classes, EQUAL)
    assert (done.completions[0].beta, done.completions[0].r_squared) == (0.0, 0.0)
    own = np.var(pair["Stock B"][150:], ddof=1)
    assert weighted_covariance(done.returns, EQUAL)[1, 1] == pytest.approx(own)


@pytest.mark.parametrize("times", [1, 0.3, 0.7, 1.1, -1.3])
def test_a_multiple_is_completed_without_anything_left_out(returns, classes, times):
    """The part explained is 1, and never above it by rounding."""
    returns["Stock B"] = times * returns["Stock A"]
    returns.iloc[:150, 3] = np.nan
    done = complete(returns, classes, EQUAL)
    assert 1 - 1e-12 < done.completions[0].r_squared <= 1
    assert done.completions[0].residual_volatility == pytest.approx(0, abs=1e-12)
    assert done.returns[:, 3] == pytest.approx(times * done.returns[:, 2], abs=1e-15)


@given(seed=st.integers(0, 2**32 - 1))
def test_however_series_are_cut_the_covariance_is_positive_semidefinite(seed):
    """Where pairs of series, each pair over its common weeks, would often not be."""
    rng = np.random.default_rng(seed)
    names = [f"Index {letter}" for letter in "ABCDE"]
    walk = rng.standard_normal((60, 1)) + rng.standard_normal((60, 5)) * rng.uniform(0.01, 2)
    frame = pd.DataFrame(walk, columns=names)
    for column in range(1, 5):
        first, length = rng.integers(0, 40), rng.integers(6, 60)
        frame.iloc[:first, column] = np.nan
        frame.iloc[first + length :, column] = np.nan
    classes = dict(zip(names, rng.choice(list(AssetClass), 5), strict=True))
    found = covariance(frame, classes, rng.uniform(0.1, 1, 60))
    smallest, *_, largest = np.linalg.eigvalsh(found)
    assert smallest > -1e-12 * largest


@pytest.fixture(scope="module")
def experiment():
    """
    A thousand samples of a covariance; two of four series have 120 of 360 weeks (R2 0.81, 0.72).

    Each gives the covariance of the samples before they were cut, and of what is left of them:
    completed, and pair by pair over the common weeks.
    """
    true = 1e-4 * np.array([[4, 5.4, 1, 1], [5.4, 9, 1, 1], [1, 1, 4, 2.4], [1, 1, 2.4, 2]])
    names = ["Stock A", "Stock B", "Bond A", "Bond B"]
    classes = {name: AssetClass.EQUITY if "S" in name else AssetClass.BOND for name in names}
    rng = np.random.default_rng(11)
    whole, completed, pairs = [], [], []
    for sample in rng.multivariate_normal(np.full(4, 1e-3), true, (1000, 360)):
        frame = pd.DataFrame(sample, columns=names)
        whole.append(frame.cov().to_numpy())
        frame.iloc[:240, [1, 3]] = np.nan
        completed.append(covariance(frame, classes, np.ones(360)))
        pairs.append(frame.cov().to_numpy())
    return true, np.array(whole), np.array(completed), np.array(pairs)


def test_variances_are_right_on_average(experiment):
    """Within three standard errors of a thousand samples; before and after completing."""
    true, whole, completed, _ = experiment
    for found in (whole, completed):
        variances = np.diagonal(found, axis1=1, axis2=2)
        error = variances.std(axis=0) / np.sqrt(len(found))
        assert np.all(abs(variances.mean(axis=0) - np.diag(true)) < 3 * error)
    nearest = completed[:, [0, 2], [1, 3]]
    error = nearest.std(axis=0) / np.sqrt(len(completed))
    assert np.all(abs(nearest.mean(axis=0) - true[[0, 2], [1, 3]]) < 3 * error)


def test_completing_comes_closer_to_the_whole_series_than_pairs_do(experiment):
    _, whole, completed, pairs = experiment
    miss = [np.linalg.norm(found - whole, axis=(1, 2)) for found in (completed, pairs)]
    assert miss[0].mean() < 0.6 * miss[1].mean()
    assert (miss[0] < miss[1]).mean() > 0.85
