"""The forecast: hand-checked small cases, properties, simulations of the model it says it is."""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.portal.rooms.spinoffs import forecast
from karta.portal.rooms.spinoffs.forecast import (
    Assumed,
    HorizonPast,
    Known,
    Life,
    TooLittle,
    at_risk,
    back_test,
    counting,
    coverage,
    distribution,
    learned,
)

RICH = Known(2026.9, (3, 4, 5, 6, 4, 7, 8, 5, 9, 6), 45, 8, 45, 5, 3, 220.0)
NOTHING = Known(2026.0, (), 0, 0, 0, 0, 0, 0.0)
CERTAIN = Assumed(rate=0.0, share=1.0, survival=1.0, lag=0.0)


def at_once(rate: float) -> Assumed:
    return Assumed(rate=rate, share=1.0, survival=1.0, lag=0.0)


def test_nothing_known_and_nothing_founded_is_zero_for_certain() -> None:
    assert distribution(NOTHING, CERTAIN, 5.0)[0] == pytest.approx(1, abs=1e-12)
    (year,) = forecast.forecast(NOTHING, CERTAIN, target=1, until=2026)
    assert (year.mean, year.median, year.bands, year.probability) == (
        pytest.approx(0, abs=1e-12), 0, ((0, 0),) * 3, pytest.approx(0, abs=1e-12),
    )  # fmt: skip


def test_a_set_rate_alone_is_poisson_by_hand() -> None:
    """Two a year for a year and a half: Poisson of mean 3."""
    found = distribution(NOTHING, at_once(2.0), 1.5)
    for count in range(8):
        assert found[count] == pytest.approx(exp(-3) * 3**count / factorial(count), abs=1e-12)


def test_existing_ones_survive_as_a_binomial_by_hand() -> None:
    """Two companies, half of which work a year later: 1/4, 1/2, 1/4; after two years 9/16, 6/16, 1/16."""
    known, assumed = Known(2026.0, (), 2, 0, 0, 0, 0, 0.0), Assumed(rate=0.0, share=1.0, survival=0.5, lag=0.0)
    assert distribution(known, assumed, 1.0)[:3] == pytest.approx([1 / 4, 1 / 2, 1 / 4], abs=1e-12)
    assert distribution(known, assumed, 2.0)[:3] == pytest.approx([9 / 16, 6 / 16, 1 / 16], abs=1e-12)


def test_waiting_ones_are_verified_with_the_share_and_after_the_lag_by_hand() -> None:
    known = Known(2026.0, (), 0, 1, 0, 0, 0, 0.0)
    at_share = Assumed(rate=0.0, share=0.4, survival=1.0, lag=0.0)
    assert distribution(known, at_share, 3.0)[:2] == pytest.approx([0.6, 0.4], abs=1e-12)
    later = Assumed(rate=0.0, share=0.4, survival=1.0, lag=2.0)
    assert distribution(known, later, 2.0)[1] == pytest.approx(0.4 * (1 - exp(-1)), abs=1e-12)


def test_what_is_learned_of_founding_alone_is_negative_binomial_by_hand() -> None:
    """No founding in one year: Gamma(½, 1) over Poisson of one year; P(0) = (1/2)^½, P(1) = ½·(1/2)·P(0)."""
    known = Known(2026.0, (0,), 0, 0, 0, 0, 0, 0.0)
    found = distribution(known, Assumed(share=1.0, survival=1.0, lag=0.0), 1.0)
    assert found[:2] == pytest.approx([0.5**0.5, 0.25 * 0.5**0.5], abs=1e-9)


def test_a_share_learned_of_decisions_is_beta_binomial_by_hand() -> None:
    """One verified of one decision: q ~ Beta(3/2, 1/2). Of two waiting both: E q² = (3/2·5/2)/(2·3) = 5/8."""
    known = Known(2026.0, (), 0, 2, 1, 0, 0, 0.0)
    found = distribution(known, Assumed(rate=0.0, survival=1.0, lag=0.0), 1.0)
    assert found[:3] == pytest.approx([1 - 2 * 0.75 + 5 / 8, 2 * 0.75 - 2 * 5 / 8, 5 / 8], abs=1e-9)


def test_the_target_that_is_reached_is_likely_and_a_past_horizon_is_refused() -> None:
    known = Known(2026.0, (), 100, 0, 0, 0, 0, 0.0)
    assert forecast.forecast(known, CERTAIN, target=100, until=2030)[-1].probability == pytest.approx(1)
    with pytest.raises(HorizonPast):
        forecast.forecast(Known(2031.0, (), 100, 0, 0, 0, 0, 0.0), CERTAIN, target=100, until=2030)
    last_day = forecast.forecast(Known(2030.99, (), 100, 0, 0, 0, 0, 0.0), CERTAIN, target=100, until=2030)
    assert [one.year for one in last_day] == [2030]


def test_too_little_is_refused_by_name_until_a_reader_sets_it() -> None:
    with pytest.raises(TooLittle) as refused:
        forecast.forecast(NOTHING, Assumed(), target=100, until=2030)
    assert refused.value.lacking == ("rate", "share", "survival")
    with pytest.raises(TooLittle) as refused:
        forecast.forecast(NOTHING, Assumed(rate=20.0, survival=0.9), target=100, until=2030)
    assert refused.value.lacking == ("share",)
    assert forecast.forecast(NOTHING, Assumed(rate=20.0, survival=0.9, share=0.5), target=100, until=2030)
    assert forecast.lacking(RICH) == ()
    few = Known(2026.0, (0, 1, 1, 1, 1), 4, 0, 4, 0, 0, 19.9)
    assert forecast.lacking(few) == ("rate", "share", "survival")


def test_the_fewer_the_data_the_wider_the_band() -> None:
    few = Known(2026.9, (1, 0, 1, 1, 0, 1, 1, 1, 1, 1), 8, 1, 8, 1, 1, 40.0)
    many = Known(2026.9, tuple(10 * one for one in few.founded), 80, 10, 80, 10, 10, 400.0)
    narrow, wide = (forecast.forecast(one, Assumed(), target=1, until=2030)[-1] for one in (many, few))
    spread = [(one.bands[1][1] - one.bands[1][0]) / one.mean for one in (narrow, wide)]
    assert spread[0] < spread[1] / 2


@given(
    founded=st.lists(st.integers(0, 40), min_size=3, max_size=12),
    verified=st.integers(0, 150), waiting=st.integers(0, 60), accepted=st.integers(0, 150),
    declined=st.integers(0, 60), closures=st.integers(0, 20), more_years=st.floats(0, 800), t=st.floats(0.02, 8),
    lag=st.floats(0, 5),
)  # fmt: skip
def test_it_is_a_distribution_with_the_mean_of_the_formula(
    founded: list[int], verified: int, waiting: int, accepted: int, declined: int, closures: int, more_years: float,
    t: float, lag: float,
) -> None:  # fmt: skip
    known = Known(2026.0, tuple(founded), verified, waiting, accepted, declined, closures, closures + more_years)
    found = distribution(known, Assumed(survival=0.9, lag=lag), t)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)
    share = (0.5 + accepted) / (1 + accepted + declined)
    decided = 1 - exp(-t / lag) if lag > 1e-9 else 1.0
    steps = (np.arange(4000) + 0.5) * t / 4000
    exposed = ((1 - np.exp(-steps / lag) if lag > 1e-9 else 1.0) * 0.9**steps).mean() * t
    rate = (0.5 + sum(founded)) / len(founded)
    mean = verified * 0.9**t + waiting * share * decided * 0.9**t + rate * share * exposed
    assert float(np.arange(len(found)) @ found) == pytest.approx(mean, rel=2e-4, abs=1e-4)


@given(low=st.floats(0, 60), more=st.floats(0, 60), target=st.integers(1, 200))
def test_the_probability_never_falls_when_more_are_founded(low: float, more: float, target: int) -> None:
    before, after = (
        forecast.forecast(RICH, Assumed(rate=rate), target=target, until=2030)[-1].probability
        for rate in (low, low + more)
    )
    assert after >= before - 1e-9


@given(low=st.floats(0.5, 1), more=st.floats(0, 0.5), name=st.sampled_from(["share", "survival"]))
def test_nor_when_more_are_verified_or_survive(low: float, more: float, name: str) -> None:
    before, after = (
        forecast.forecast(RICH, Assumed(**{name: value}), target=65, until=2030)[-1].probability
        for value in (low, min(low + more, 1.0))
    )
    assert after >= before - 1e-9


def test_bands_lie_inside_each_other_and_the_same_input_gives_the_same_answer() -> None:
    once, again = (forecast.forecast(RICH, Assumed(), target=100, until=2035) for _ in range(2))
    assert once == again
    for year in once:
        (a, b), (c, d), (e, f) = year.bands
        assert e <= c <= a <= year.median <= b <= d <= f


def simulated(known: Known, t: float, lag: float, runs: int, seed: int) -> np.ndarray:
    """Counts at `t` from the model's own story, company by company: the other way to the same distribution."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.5 + sum(known.founded), 1 / len(known.founded), runs)
    share = rng.beta(0.5 + known.accepted, 0.5 + known.declined, runs)
    alive = rng.beta(0.5 + known.company_years - known.closures, 0.5 + known.closures, runs)
    count = rng.binomial(known.verified, alive**t)
    count += rng.binomial(known.waiting, share * (1 - np.exp(-t / lag)) * alive**t)
    new = rng.poisson(rate * t)
    for company in range(new.max()):
        age = rng.random(runs) * t
        counts = (rng.random(runs) < share) & (rng.exponential(lag, runs) < age) & (rng.random(runs) < alive**age)
        count += counts & (company < new)
    return count


@pytest.mark.parametrize("known", [RICH, Known(2026.9, (1, 0, 2, 1, 1), 4, 9, 6, 3, 1, 25.0)])
def test_it_is_what_a_simulation_company_by_company_gives(known: Known) -> None:
    t, runs = 4.1, 60_000
    drawn, found = simulated(known, t, 0.5, runs, 7), distribution(known, Assumed(), t)
    assert drawn.mean() == pytest.approx(float(np.arange(len(found)) @ found), rel=0.01)
    heap = np.cumsum(found)
    for count in np.quantile(drawn, [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]).astype(int):
        assert (drawn <= count).mean() == pytest.approx(heap[count], abs=4 * 0.5 / runs**0.5 + 0.001)


def test_planted_rates_are_recovered_and_intervals_cover_what_comes() -> None:
    """Of 400 planted worlds, each with its own rates: 80 % intervals of the rates hold them, bands hold the count."""
    rng = np.random.default_rng(11)
    held = np.zeros(3)
    inside = np.zeros(3)
    worlds = 400
    for _ in range(worlds):
        rate, share, alive = rng.uniform(2, 12), rng.uniform(0.4, 0.95), rng.uniform(0.9, 0.99)
        founded = tuple(int(one) for one in rng.poisson(rate, 10))
        decided, years = int(rng.integers(20, 60)), 250.0
        accepted, closures = int(rng.binomial(decided, share)), int(rng.binomial(int(years), 1 - alive))
        known = Known(2026.0, founded, accepted, 6, accepted, decided - accepted, closures, years)
        told = learned(known, Assumed())
        held += [low <= planted <= high for planted, (_mean, low, high) in
                 zip((rate, share, alive), (told.rate, told.share, told.survival), strict=True)]  # fmt: skip
        t = 5.0
        new = rng.random(rng.poisson(rate * t)) * t
        came = (
            rng.binomial(accepted, alive**t)
            + rng.binomial(6, share * (1 - exp(-t / 0.5)) * alive**t)
            + sum(rng.random() < share and rng.exponential(0.5) < age and rng.random() < alive**age for age in new)
        )
        last = forecast.forecast(known, Assumed(), target=1, until=2030)[-1]
        inside += [low <= came <= high for low, high in last.bands]
    assert held / worlds == pytest.approx([0.8] * 3, abs=0.07)
    share_inside = inside / worlds
    # Whole numbers make an interval hold a little more than it promises.
    assert list(share_inside) == pytest.approx([0.53, 0.82, 0.955], abs=0.07)


def test_lives_at_risk_and_counts_by_hand() -> None:
    lives = [Life(2020), Life(2020, 2022), Life(2023)]
    # 2020 ½+1+1+1, 2020–2022: ½+1+½, 2023: ½; until the end of 2023
    assert at_risk(lives, 2020, 2023) == (1, pytest.approx(3.5 + 2.0 + 0.5))
    assert at_risk(lives, 2021, 2021) == (0, pytest.approx(2.0))
    assert [counting(lives, year) for year in (2019, 2020, 2021, 2022, 2023)] == [0, 2, 2, 1, 2]


def test_a_back_test_knows_nothing_of_what_came_after_its_cut() -> None:
    lives = [Life(2005 + at // 3) for at in range(45)]
    changed = [*lives, *(Life(2019) for _ in range(30))]
    first = [one for one in back_test(lives, last=2019, window=10) if one.cut < 2018]
    second = [one for one in back_test(changed, last=2019, window=10) if one.cut < 2018]
    assert [(one.cut, one.year, one.median, one.bands) for one in first] == [
        (one.cut, one.year, one.median, one.bands) for one in second
    ]
    assert [one.actual for one in first if one.year == 2019] != [one.actual for one in second if one.year == 2019]


def test_a_back_test_prints_its_coverage_and_says_nothing_of_too_little() -> None:
    assert back_test([], last=2025, window=10) == []
    assert back_test([Life(2020), Life(2021)], last=2025, window=10) == []
    assert coverage([]) == (None, None, None)
    rng = np.random.default_rng(3)
    lives = [Life(year, year + 4 if rng.random() < 0.1 else None) for year in range(1990, 2026)
             for _ in range(rng.poisson(5))]  # fmt: skip
    tried = back_test(lives, last=2025, window=10)
    assert len(tried) > 60
    fifty, eighty, most = coverage(tried)
    assert 0.35 < fifty < eighty < most
    assert most > 0.85


def test_a_forecast_takes_less_than_fifty_milliseconds_of_a_processor() -> None:
    from time import process_time

    thin = Known(2026.9, (1, 0, 2, 1, 1), 40, 90, 6, 3, 1, 25.0)
    for known in (RICH, thin):
        forecast.forecast(known, Assumed(), target=100, until=2030)
        started = process_time()
        for _ in range(5):
            forecast.forecast(known, Assumed(), target=100, until=2030)
        assert (process_time() - started) / 5 < 0.05
