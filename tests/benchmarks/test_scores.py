"""What the scores of the extraction benchmark mean, told on texts of a few words."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpus import Truth
from benchmarks.readers import Prediction
from benchmarks.scores import compare, draw, ratio, runs, score_page, summarize, words

LINE = "The ferry made its last crossing on Tuesday."


def truth(**known) -> Truth:
    return Truth(id="a", file=Path("a.html.gz"), **known)


def score(known: dict, **read):
    return score_page(truth(**known), Prediction(**read))


def figures(*scores):
    return {name: figure.value for name, figure in summarize(scores, draw(len(scores), 20)).items()}


def test_the_true_body_is_exact_whatever_its_spaces_and_quotes():
    page = score({"body": LINE}, body="«The ferry» made its last\n\ncrossing on Tuesday")

    assert (page.precision, page.recall, page.exact) == (1.0, 1.0, 1.0)


def test_case_counts_in_a_body():
    assert score({"body": LINE}, body=LINE.lower()).exact == 0.0


def test_a_line_too_much_costs_precision_alone():
    page = score({"body": LINE}, body=f"{LINE} Read also: snow in Akre")

    # 5 runs are shared; 5 more words add 5 runs
    assert (page.precision, page.recall) == (0.5, 1.0)


def test_a_word_lost_costs_recall_alone():
    page = score({"body": LINE}, body="The ferry made its last crossing on")

    assert (page.precision, page.recall) == (1.0, 0.8)


def test_a_text_printed_twice_is_not_twice_as_right():
    page = score({"body": "one two three four"}, body="one two three four one two three four")

    assert (page.precision, page.recall) == (0.2, 1.0)


def test_optional_paragraphs_cost_nothing():
    page = score(
        {"body": LINE, "optional": ("Crowds watched from both banks.",)},
        body="Crowds watched from both banks.",
    )

    # the truth itself is still missing
    assert (page.precision, page.recall) == (0.0, 0.0)
    assert page.empty


def test_a_text_of_fewer_words_than_a_run_is_one_run():
    assert runs("Rain in Duhok") == {("Rain", "in", "Duhok"): 1}


def test_a_text_without_words_has_no_run():
    assert not runs("— … —")


@pytest.mark.parametrize("text", ["長春市", "かなだ", "ภาษา", "ខមរ"])
def test_scripts_without_spaces_are_measured_by_characters(text):
    assert words(text) == [letter for letter in text if letter.isalnum()]


def test_korean_and_kurdish_are_measured_by_words():
    assert words("서울 시장 هەولێر") == ["서울", "시장", "هەولێر"]


def test_what_is_not_known_of_a_page_is_not_scored():
    page = score({}, body=LINE, title="Ferry", published="2021-03-02")

    assert (page.precision, page.exact, page.title, page.authors, page.day) == (None,) * 5


def test_a_page_of_which_nothing_was_read_has_wrong_fields():
    page = score({"title": "Ferry", "authors": ("Ada Moss",), "published": "2021-03-02"})

    assert (page.title, page.authors, page.day) == (0.0, 0.0, 0.0)


def test_titles_are_the_same_but_for_case_quotes_and_letter_forms():
    assert (
        score({"title": "“Last crossing”: a ferry’s end"}, title='"LAST crossing" – a ferry\'s end').title
        == 1.0
    )


def test_one_of_two_authors_and_none_else_is_two_thirds_right():
    assert score({"authors": ("Ada Moss", "Sura Ali")}, authors=("ada moss",)).authors == pytest.approx(2 / 3)


def test_a_day_is_compared_without_its_time():
    assert score({"published": "2021-03-02T10:00:00+01:00"}, published="2021-03-02").day == 1.0


def test_snippets_are_looked_for_with_spaces_folded():
    page = score(
        {"required": ("last crossing", "on Monday"), "forbidden": ("Read also",)},
        body="last \n crossing. Read also",
    )

    assert (page.required, page.found, page.forbidden, page.leaked) == (2, 1, 1, 1)


def test_an_empty_body_costs_recall_and_is_left_out_of_precision():
    found = figures(score({"body": LINE}, body=LINE), score({"body": LINE}))

    assert (found["precision"], found["recall"], found["F1"]) == (1.0, 0.5, pytest.approx(2 / 3))


def test_f1_is_made_of_averages_not_an_average_itself():
    half = score({"body": LINE}, body="The ferry made its")
    whole = score({"body": LINE}, body=LINE)

    found = figures(half, whole)

    assert found["recall"] == pytest.approx(0.6)
    assert found["F1"] == pytest.approx(2 * 0.6 / 1.6)
    assert found["page F1"] == pytest.approx((1 / 3 + 1) / 2)


def test_the_worst_tenth_is_of_twenty_pages_the_two_worst():
    good = score({"body": LINE}, body=LINE)
    pages = (
        [good] * 9 + [score({"body": LINE})] + [good] * 9 + [score({"body": LINE}, body="The ferry made its")]
    )

    assert figures(*pages)["worst tenth"] == pytest.approx((0 + 1 / 3) / 2)


def test_the_worst_of_three_pages_is_one():
    pages = [score({"body": LINE}, body=text) for text in (LINE, "The ferry made its", LINE)]

    assert figures(*pages)["worst tenth"] == pytest.approx(1 / 3)


def test_snippets_are_one_figure_over_all_pages():
    found = figures(
        score({"required": ("ferry", "Monday")}, body=LINE),
        score({"required": ("last",), "forbidden": ("Tuesday", "snow")}, body=LINE),
    )

    assert found["with"] == pytest.approx(2 / 3)
    assert found["without"] == 0.5
    assert found["snippets F1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))


def test_pages_without_any_truth_make_no_figure():
    assert figures(score({}, body=LINE)) == {}


def test_intervals_hold_the_figure():
    pages = [score({"title": "a"}, title="a" if number % 3 else "b") for number in range(60)]

    figure = summarize(pages, draw(60, 500))["title"]

    assert figure.value == pytest.approx(40 / 60)
    assert figure.low < figure.value < figure.high
    # the binomial interval of 60 pages is ±0.119
    assert 0.08 < figure.margin < 0.15


def test_a_difference_of_pairs_is_surer_than_its_parts():
    ours = [score({"title": "a"}, title="a" if number % 2 else "b") for number in range(100)]
    theirs = [*ours[:-10], *(score({"title": "a"}, title="b") for _ in range(10))]

    figure = compare(ours, theirs, draw(100, 500))["title"]

    assert figure.value == pytest.approx(0.05)
    assert figure.low > 0
    assert figure.margin < summarize(ours, draw(100, 500))["title"].margin


def test_a_ratio_is_that_of_the_sums():
    assert ratio([1.0, 3.0], [4.0, 4.0], draw(2, 10)).value == 0.5
