"""Forms of dates and times, each in a sentence of our own, published on Thursday 13 March 2014."""

# ruff: noqa: E501 (a table)

import re

import pytest

from talion.language.english.parser import EnglishParser
from talion.reading.times import read_times
from talion.reading.times.lexicon import time_words
from talion.reading.times.lexing import lexemes
from talion.reading.times.meaning import BUILDERS

PUBLISHED = "2014-03-13"

# sentence; then for each time its words, first day and day after the last ("-" for a vague one)
FORMS = """
The pact was signed on 12 Nov 2011. | 12 Nov 2011 2011-11-12 2011-11-13
The pact was signed on November 12th, 2011. | November 12th, 2011 2011-11-12 2011-11-13
The pact was signed on Saturday, November 12, 2011. | Saturday, November 12, 2011 2011-11-12 2011-11-13
The pact was signed on the 12th of November 2011. | the 12th of November 2011 2011-11-12 2011-11-13
The pact was signed on November 12 Saturday 2011. | November 12 Saturday 2011 2011-11-12 2011-11-13
The pact was signed on 2011-11-12. | 2011-11-12 2011-11-12 2011-11-13
The pact was signed on 2011-11-12T09:30:00Z. | 2011-11-12T09:30:00Z 2011-11-12 2011-11-13
The pact was signed on 25/12/2011. | 25/12/2011 2011-12-25 2011-12-26
The pact was signed on 3/9/2014. | 3/9/2014 2014-03-09 2014-03-10
The pact was signed on 11/12/2011. | 11/12/2011 - -
The pact was signed on 12.11.2011. | 12.11.2011 2011-11-12 2011-11-13
The pact was signed on 12-Nov-2011. | 12-Nov-2011 2011-11-12 2011-11-13
The pact was signed on Nov. 12. | Nov. 12 2013-11-12 2013-11-13
The pact was signed on the third of March. | the third of March 2014-03-03 2014-03-04
The pact will be signed on 5 January. | 5 January 2015-01-05 2015-01-06
The pact was signed in March 2010. | March 2010 2010-03-01 2010-04-01
The pact was signed in March of 2010. | March of 2010 2010-03-01 2010-04-01
The pact was signed in late March. | late March 2014-03-01 2014-04-01
The pact was signed in mid-February. | mid-February 2014-02-01 2014-03-01
The pact was signed at the end of October. | the end of October 2013-10-01 2013-11-01
The pact was signed last December. | last December 2013-12-01 2014-01-01
The pact was signed in June last year. | June last year 2013-06-01 2013-07-01
The pact was signed last year in June. | last year in June 2013-06-01 2013-07-01
The pact was signed on the 12th of last month. | the 12th of last month 2014-02-12 2014-02-13
The pact was signed in 2008. | 2008 2008-01-01 2009-01-01
The 2008 elections were disputed. | 2008 2008-01-01 2009-01-01
The talks lasted from 2010-11 on. | 2010-11 2010-01-01 2012-01-01
He ruled in 1939-1945. | 1939-1945 1939-01-01 1946-01-01
In fiscal 2012 sales rose. | fiscal 2012 2012-01-01 2013-01-01
He led the party in the 1990s. | the 1990s 1990-01-01 2000-01-01
He led the party in the '90s. | the '90s 1990-01-01 2000-01-01
He led the party in the early eighties. | the early eighties 1980-01-01 1990-01-01
The law was passed in the 1800s. | the 1800s 1800-01-01 1900-01-01
The church was built in the late nineteenth century. | the late nineteenth century 1800-01-01 1900-01-01
He led the party in the spring of 1968. | the spring of 1968 1968-03-01 1968-06-01
It grew in Q3 2008. | Q3 2008 2008-07-01 2008-10-01
It grew in the third quarter of 2008. | the third quarter of 2008 2008-07-01 2008-10-01
It grew in the fourth quarter. | the fourth quarter 2013-10-01 2014-01-01
It grew in the first half of last year. | the first half of last year 2013-01-01 2013-07-01
It fell in the first nine months of 2013. | the first nine months of 2013 2013-01-01 2013-10-01
It fell in the last week of this month. | the last week of this month 2014-03-25 2014-04-01
It fell in the three months to February. | the three months to February 2013-12-01 2014-03-01
They met from January-March 2012. | January-March 2012 2012-01-01 2012-04-01
They met on March 3-5. | March 3-5 2014-03-03 2014-03-06
They met on 3-5 March 2012. | 3-5 March 2012 2012-03-03 2012-03-06
They met on March 30-April 2, 2012. | March 30-April 2, 2012 2012-03-30 2012-04-03
They met between April and June 2009. | April 2009-04-01 2009-05-01 ; June 2009 2009-06-01 2009-07-01
They met on Friday the 13th. | Friday the 13th 2013-12-13 2013-12-14
They met on Friday of last week. | Friday of last week 2014-03-07 2014-03-08
They met last week on Friday. | last week on Friday 2014-03-07 2014-03-08
They met a week ago Friday. | a week ago Friday 2014-02-28 2014-03-01
They will meet a week from Monday. | a week from Monday 2014-03-24 2014-03-25
The talks began at 3 p.m. on Tuesday. | 3 p.m. on Tuesday 2014-03-11 2014-03-12
The talks began on Tuesday at 15:30 GMT. | Tuesday at 15:30 GMT 2014-03-11 2014-03-12
The talks began on Tuesday morning. | Tuesday morning 2014-03-11 2014-03-12
The talks began in the early hours of Tuesday. | the early hours of Tuesday 2014-03-11 2014-03-12
The talks began on the night of March 3. | the night of March 3 2014-03-03 2014-03-04
The talks began at noon. | noon 2014-03-13 2014-03-14
The talks began in the afternoon. | the afternoon 2014-03-13 2014-03-14
The talks began late in the evening. | late in the evening 2014-03-13 2014-03-14
The talks began at ten p.m. local time. | ten p.m. local time 2014-03-13 2014-03-14
The talks began at 0800 GMT. | 0800 GMT 2014-03-13 2014-03-14
The talks began at eight o'clock in the morning. | eight o'clock in the morning 2014-03-13 2014-03-14
Shares fell in morning trading. | morning trading 2014-03-13 2014-03-14
The talks began on Tuesday. | Tuesday 2014-03-11 2014-03-12
The talks began on Thursday. | Thursday 2014-03-13 2014-03-14
The talks began last Thursday. | last Thursday 2014-03-06 2014-03-07
The talks began last Fri. | last Fri 2014-03-07 2014-03-08
The talks will begin on Tuesday. | Tuesday 2014-03-18 2014-03-19
The talks are to begin on Tuesday. | Tuesday 2014-03-18 2014-03-19
The envoy plans to arrive on Tuesday. | Tuesday 2014-03-18 2014-03-19
The envoy was forced to leave on Tuesday. | Tuesday 2014-03-11 2014-03-12
The vote is scheduled for Sunday. | Sunday 2014-03-16 2014-03-17
If he wins on Sunday, he stays. | Sunday 2014-03-16 2014-03-17
It will last until Monday. | Monday 2014-03-17 2014-03-18
By Monday 300 had fled. | Monday 2014-03-10 2014-03-11
The talks begin next month. | next month 2014-04-01 2014-05-01
The talks began earlier this month. | earlier this month 2014-03-01 2014-04-01
The talks began at the start of this year. | the start of this year 2014-01-01 2015-01-01
The talks began this week. | this week 2014-03-10 2014-03-17
The talks began the week before last. | the week before last 2014-02-24 2014-03-03
The talks began at the weekend. | at the weekend 2014-03-08 2014-03-10
The talks will resume over the weekend. | over the weekend 2014-03-15 2014-03-17
The talks began yesterday. | yesterday 2014-03-12 2014-03-13
The talks began the day before yesterday. | the day before yesterday 2014-03-11 2014-03-12
The talks began last night. | last night 2014-03-12 2014-03-13
The talks began two days ago. | two days ago 2014-03-11 2014-03-12
The talks began three months ago. | three months ago 2013-12-01 2014-01-01
The talks began a year ago. | a year ago 2013-03-01 2013-04-01
The talks began more than a year ago. | more than a year ago 2013-01-01 2014-01-01
The talks began two and a half years ago. | two and a half years ago 2011-09-01 2011-10-01
The talks began half a century ago. | half a century ago 1960-01-01 1970-01-01
The talks began twenty-five years ago. | twenty-five years ago 1989-01-01 1990-01-01
The talks began a couple of weeks ago. | a couple of weeks ago - -
They settled there 10,000 years ago. | 10,000 years ago - -
They will meet in two weeks' time. | two weeks' time 2014-03-24 2014-03-31
They will meet three days from now. | three days from now 2014-03-16 2014-03-17
They will meet by the end of the year. | the end of the year 2014-01-01 2015-01-01
They will meet before the year's end. | year's end 2014-01-01 2015-01-01
They will meet later in the week. | later in the week 2014-03-10 2014-03-17
They met last summer. | last summer 2013-06-01 2013-09-01
They will meet in the autumn. | the autumn 2014-09-01 2014-12-01
They will meet by summer. | summer 2014-06-01 2014-09-01
The army has fought there over the past two weeks. | the past two weeks 2014-02-27 2014-03-13
The army has fought there over the past month. | the past month 2014-02-13 2014-03-13
The army has fought there for the last 48 hours. | the last 48 hours 2014-03-11 2014-03-13
The army has fought there over the last several days. | the last several days - -
The army has fought there in recent days. | recent days - -
They met this time last year. | this time last year 2013-03-01 2013-04-01
Exports fell in January, against the same month a year ago. | January 2014-01-01 2014-02-01 ; the same month a year ago 2013-01-01 2013-02-01
Exports fell in January, from the year-earlier month. | January 2014-01-01 2014-02-01 ; the year-earlier month 2013-01-01 2013-02-01
Profits rose in 2010 from a year earlier. | 2010 2010-01-01 2011-01-01 ; a year earlier 2009-01-01 2010-01-01
Fighting began on 3 March. The previous day, the army had left. | 3 March 2014-03-03 2014-03-04 ; The previous day 2014-03-02 2014-03-03
Fighting began on 3 March. Two days later, the army left. | 3 March 2014-03-03 2014-03-04 ; Two days later 2014-03-05 2014-03-06
Fighting began on 3 March. The army left the same day. | 3 March 2014-03-03 2014-03-04 ; the same day 2014-03-03 2014-03-04
Fighting began on 3 March. The army had left the day before. | 3 March 2014-03-03 2014-03-04 ; the day before 2014-03-02 2014-03-03
Fighting began on 3 March. It ended later that month. | 3 March 2014-03-03 2014-03-04 ; later that month 2014-03-01 2014-04-01
He came on 3 March. That same day, he left. | 3 March 2014-03-03 2014-03-04 ; That same day 2014-03-03 2014-03-04
Fighting went on for a second straight day. | a second straight day 2014-03-13 2014-03-14
Fighting went on for the third consecutive day. | the third consecutive day 2014-03-13 2014-03-14
The army left two days after the vote. | two days after - -
The shares ended the day lower. | the day 2014-03-13 2014-03-14
He fell at the start of the day. | the start of the day 2014-03-13 2014-03-14
The talks will be on Thursday and Friday next week. | Thursday 2014-03-20 2014-03-21 ; Friday next week 2014-03-21 2014-03-22
The war began in 2009. In May the court ruled. | 2009 2009-01-01 2010-01-01 ; May 2013-05-01 2013-06-01
In 2009 it reached the sea in May. | 2009 2009-01-01 2010-01-01 ; May 2009-05-01 2009-06-01
It grew in 2009. The vote failed in May that year. | 2009 2009-01-01 2010-01-01 ; May that year 2009-05-01 2009-06-01
They met again two years later. | two years later - -
The pact of 9 June 2009 failed. It was signed on 9 June. | 9 June 2009 2009-06-09 2009-06-10 ; 9 June 2009-06-09 2009-06-10
They plan to move on since losing the vote in February. | February 2014-02-01 2014-03-01
They wept after the September 11th attacks. | September 11th 2001-09-11 2001-09-12
The 2009 treaty failed. In May they met. | 2009 2009-01-01 2010-01-01 ; May 2013-05-01 2013-06-01
They woke one August morning. | one August morning 2013-08-01 2013-09-01
He fled after the failed 2009 coup. | 2009 2009-01-01 2010-01-01
They will leave in the next 60-100 days. | the next 60-100 days 2014-03-13 2014-06-21
They left 3-5 days ago. | 3-5 days ago - -
They met at Christmas. | Christmas 2013-12-25 2013-12-26
They met on Easter Sunday 2013. | Easter Sunday 2013 2013-03-31 2013-04-01
They will meet on Good Friday. | Good Friday 2014-04-18 2014-04-19
They will meet on New Year's Day. | New Year's Day 2015-01-01 2015-01-02
They met on Thanksgiving Day. | Thanksgiving Day 2013-11-28 2013-11-29
The Sept. 11 attacks killed thousands. | Sept. 11 2001-09-11 2001-09-12
The 9/11 attacks killed thousands. | 9/11 2001-09-11 2001-09-12
Shares crashed on Black Monday. | Black Monday 1987-10-19 1987-10-20
They now meet rarely. | now - -
They currently meet rarely. | currently - -
They are at the moment in Oslo. | at the moment - -
They may meet soon. | soon - -
They may meet in the near future. | the near future - -
They will agree in future. | in future - -
They did so in the past. | the past - -
The current government opposes it. | The current - -
"""

NO_TIMES = """
The party won 2010 votes.
He paid 2000 dollars for it.
The Boeing 2000 and the MH370 were lost.
He is in his 60s.
It may march in august company.
They won 3:1 in the game.
He scored 10 to 12 points at 6.50.
They meet every Tuesday.
They meet on Tuesdays.
The team won its second match.
She said it on the first day of the trial.
The 20-year-old said it would take ten days.
To this day nobody knows.
A PM from the north took over.
As soon as he came, the now-closed mine fell in.
"""

LINES = [line.split(" | ") for line in FORMS.strip().splitlines()]


@pytest.fixture(scope="module")
def parser():
    return EnglishParser.load()


def wanted(cell):
    """The times of a line of FORMS as (words, first day, day after the last)."""
    out = []
    for part in cell.split(" ; "):
        words, start, end = part.rsplit(" ", 2)
        out.append((words, None if start == "-" else start, None if end == "-" else end))
    return out


@pytest.mark.parametrize(("sentence", "cell"), LINES, ids=[line[0][:60] for line in LINES])
def test_a_form_is_found_and_resolved(parser, sentence, cell):
    found = read_times(parser.parse(sentence), published=PUBLISHED)
    assert [(t.text, t.start, t.end) for t in found] == wanted(cell)


@pytest.mark.parametrize("sentence", NO_TIMES.strip().splitlines())
def test_what_only_looks_like_a_time_is_left(parser, sentence):
    assert read_times(parser.parse(sentence), published=PUBLISHED) == ()


def test_every_rule_is_shown_by_a_form(parser):
    lists = time_words()
    parses = list(parser.parse_many(line[0] for line in LINES))
    classes = "".join(lexemes(parsed, lists).classes for parsed in parses)
    silent = [(r.kind, r.facts) for r in lists.rules if not r.pattern.search(classes)]
    assert {kind for kind, _ in silent} <= {"holiday", "fixed"}


def test_every_kind_of_rule_has_a_meaning():
    assert {rule.kind for rule in time_words().rules} <= set(BUILDERS)


def test_ids_count_and_words_are_the_text(parser):
    text = "He fled on Monday.\n\nHe came back on 3 May 2012."
    times = read_times(parser.parse(text), published=PUBLISHED)
    assert [t.id for t in times] == ["t1", "t2"]
    assert all(text[slice(*t.span)] == t.text for t in times)
    assert [t.relative for t in times] == [True, False]


def test_without_publication_relative_times_stay_open(parser):
    times = read_times(parser.parse("He fled on Monday and died in 2012."))
    assert [(t.start, t.end) for t in times] == [(None, None), ("2012-01-01", "2013-01-01")]


@pytest.mark.parametrize("published", [None, "12-11-2011", "soon"])
def test_a_date_line_stands_in_for_publication(parser, published):
    text = "Two freed in Riga\n\nNews desk, 12 November 2011\n\nThe men were freed on Thursday."
    times = read_times(parser.parse(text), published=published)
    assert times[-1].start == "2011-11-10"


def test_a_date_in_a_sentence_is_no_date_line(parser):
    times = read_times(parser.parse("He was born on 3 May 1960. He fled on Monday."))
    assert [t.start for t in times] == ["1960-05-03", None]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The minister is meeting his rivals on Tuesday.", "2014-03-18"),
        ("The minister is growing bolder, attacking his rivals twice on Tuesday.", "2014-03-11"),
    ],
)
def test_what_is_being_done_says_nothing_of_a_time_below_it(parser, text, start):
    (time,) = read_times(parser.parse(text), published=PUBLISHED)
    assert time.start == start


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("In 2011 the army attacked the town in January.", "2011-01-01"),
        ("Rebels took the town in 2011. The army attacked it in January.", "2014-01-01"),
        ("Until 2011 the army attacked the town in January.", "2014-01-01"),
    ],
)
def test_only_a_year_that_opens_the_sentence_is_that_of_a_month_in_it(parser, text, start):
    *_, january = read_times(parser.parse(text), published=PUBLISHED)
    assert january.start == start


def test_a_surname_is_no_month(parser):
    text = "Theresa May spoke in London. May said that the vote in May was fair."
    times = read_times(parser.parse(text), published=PUBLISHED)
    assert [t.span for t in times] == [m.span() for m in re.finditer("May(?= was)", text)]
