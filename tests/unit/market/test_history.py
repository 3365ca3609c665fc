import pandas as pd
import pytest

from allocator.market.history import chained, lay_out, preceded
from allocator.market.series import Kind

DAYS = pd.bdate_range("2024-01-01", "2024-12-31")


def test_each_series_is_carried_on_by_the_next():
    index = pd.Series([98.0, 100.0, 104.0], DAYS[:3])
    fund = pd.Series([10.0, 11.0, 12.0, 13.0], DAYS[1:5])
    assert chained([index, fund]).tolist() == pytest.approx(
        [98, 100, 104, 104 * 12 / 11, 104 * 13 / 11]
    )
    assert chained([index, index[:2]]).tolist() == index.tolist()
    assert chained([]) is None


def test_series_without_a_common_day_are_not_joined():
    early, late = pd.Series([1.0, 2.0], DAYS[:2]), pd.Series([5.0, 6.0], DAYS[2:4])
    assert chained([early, late]).tolist() == [5.0, 6.0]


def test_a_series_goes_back_before_it_begins_with_another_one():
    early = pd.Series([1.0, 2.0, 9.0], DAYS[:3])
    late = pd.Series([20.0, 30.0], DAYS[1:3])
    joined = preceded(late, early)
    assert joined.index.tolist() == DAYS[:3].tolist()
    assert joined.tolist() == pytest.approx([1.0, 2.0, 3.0])
    assert preceded(late, None) is late
    assert preceded(late, late) is late
    assert preceded(None, early) is None


def test_frames_hold_each_kind_by_day_and_fund(make_series):
    close = make_series("IWM", pd.Series([1.0, 2.0], DAYS[:2]), Kind.CLOSE)
    paid = make_series("SPY", pd.Series([0.5], DAYS[1:2]), Kind.DISTRIBUTION)
    more = make_series("IWM", pd.Series([0.1], DAYS[:1]), Kind.DISTRIBUTION)
    split = make_series("IWF", pd.Series([4.0], DAYS[:1]), Kind.SPLIT)
    history = lay_out(
        {(s.key.kind, s.key.name): s for s in (close, paid, more, split)}, DAYS[1].date()
    )
    assert history.close["IWM"].tolist() == [1.0, 2.0]
    assert history.distributions["SPY"].tolist() == [0.0, 0.5]
    assert history.splits.to_numpy().tolist() == [[DAYS[0], "IWF"]]
    assert history.adjusted.empty


def test_an_index_is_followed_through_whatever_stands_for_it(make_series):
    fund = make_series("IWM", pd.Series([1.0, 2.0], DAYS[:2]), Kind.ADJUSTED)
    history = lay_out({(Kind.ADJUSTED, "IWM"): fund}, DAYS[1].date())
    assert history.present(("RU2000TR", "IWM")) == ("IWM",)
    assert history.level(("RU2000TR", "IWM")).tolist() == [1.0, 2.0]
    assert history.level(("RU2000TR",)) is None
