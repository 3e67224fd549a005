"""Acts by period."""

from datetime import date

from tests.unit.dyads.conftest import PAIR, START, act

from talion.dyads.acts import Story, TextAnswer
from talion.dyads.daily import Daily
from talion.dyads.gather import gathered
from talion.dyads.kinds import kind_of
from talion.dyads.series import Bucket, series, starts
from talion.dyads.tables import table


def stories(*days: int) -> list[Story]:
    return [Story(day=act(d).day, id=f"s{d}", names_both=d % 2 == 0) for d in days]


def test_weeks_count_acts_tellings_and_stories() -> None:
    items = [act(0, story="s0"), act(0, story="s1"), act(8, type_="AID", story="s8"),
             act(9, False, story="s9"), *stories(0, 1, 8, 9, 13)]  # fmt: skip
    found = series(gathered(PAIR, items), "week")
    assert [(b.start.day, b.actor, b.acts, b.tellings) for b in found] == [
        (6, "KEN", 1, 2), (6, "TZA", 0, 0), (13, "KEN", 1, 1), (13, "TZA", 1, 1),
    ]  # fmt: skip
    first, empty, aid, _ = found
    assert (first.material_conflict, first.goldstein_sum, first.goldstein_mean) == (1, -7.0, -7.0)
    assert (first.telling_stories, first.naming_stories, first.stories) == (2, 1, 2)
    assert empty.goldstein_mean is None
    assert (aid.material_cooperation, aid.goldstein_mean, aid.stories) == (1, 10.0, 3)


def test_periods_know_whether_they_are_whole() -> None:
    found = series(gathered(PAIR, [act(0), act(40)]), "month")
    assert [b.whole for b in found] == [False] * 4
    assert starts(date(2031, 1, 31), date(2031, 3, 1), "month")[-1] == date(2031, 3, 1)
    assert len(series(gathered(PAIR, [act(0), act(40)]), "day")) == 82


def test_a_kind_is_looked_at_alone() -> None:
    found = series(gathered(PAIR, [act(0), act(0, type_="AID")]), "day", "cooperation")
    assert [b.acts for b in found] == [1, 0]


def test_acts_outside_the_stories_time_are_counted() -> None:
    dyad = gathered(PAIR, [act(-300), act(2), *stories(0, 4)])
    assert dyad.left_out == {"outside the time observed": 1}
    assert (dyad.first_day, dyad.days) == (START, 5)


def test_daily_counts() -> None:
    daily = Daily(gathered(PAIR, [act(0), act(2), act(2, type_="AID"), act(3, False)]))
    assert daily.count(True, kind_of("any")).tolist() == [1, 0, 2, 0]
    assert daily.count(False, kind_of("material-conflict")).tolist() == [0, 0, 0, 1]
    assert daily.weekdays().tolist() == [0, 1, 2, 3]


def test_tables_keep_types() -> None:
    found = table(series(gathered(PAIR, [act(0)]), "day"), Bucket)
    assert found.num_rows == 2
    assert [str(t) for t in found.schema.types[:4]] == ["date32[day]", "string", "string", "int64"]
    assert table([], Bucket).schema == found.schema


def answer(story: str, antecedent_day: int) -> TextAnswer:
    return TextAnswer(
        day=act(4).day, forward=False, kind="retaliation", status="stated", antecedent="SANCTION",
        antecedent_day=act(antecedent_day).day, antecedent_event="e2", antecedent_words="", cue=None,
        response="COERCE", response_event="e1", response_words="", said_by=(), denied_by=(),
        document=story, publisher=None, link="l1", confidence=0.5,
    )  # fmt: skip


def test_what_an_answer_answers_is_no_act_of_the_day_of_the_answer() -> None:
    told = act(1, type_="SANCTION", story="a", event="e1")
    again = act(4, type_="SANCTION", story="b", event="e2")
    response = act(4, False, story="b", event="e1")
    assert [a.day.day for a in gathered(PAIR, [told, response, again, answer("b", 4)]).acts] == [
        7,
        10,
    ]
    apart = gathered(PAIR, [told, response, again, answer("c", 4)])
    assert len(apart.acts) == 3
    dated = act(2, type_="SANCTION", story="b", event="e2")
    assert len(gathered(PAIR, [told, response, dated, answer("b", 2)]).acts) == 3
    alone = gathered(PAIR, [response, again, answer("b", 4)])
    assert [a.day.day for a in alone.acts] == [10, 10]
