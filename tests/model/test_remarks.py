"""What a model says besides being right: labels that look like columns."""

import pytest

from core.model.defaults import complete
from core.model.remarks import remarks, remarks_on_causes, remarks_on_options
from core.model.syntax import parse
from core.options import Options


def test_a_label_that_is_also_a_column_is_told_and_not_taken_for_a_product():
    (notice,) = remarks(parse("y ~ x1*x2"), ("y", "x1", "x2"))
    assert notice.code == "label_is_column"
    assert "x1*x2" in notice.text


def test_a_label_that_the_model_uses_needs_no_remark():
    assert remarks(parse("y ~ b*x\nz ~ b*x"), ("y", "x", "z", "b")) == ()
    assert remarks(parse("y ~ b*x\ntwice := 2*b"), ("y", "x", "b")) == ()


def test_a_feedback_loop_is_told_with_its_way_round():
    (notice,) = remarks(parse("m ~ y + x\ny ~ z + m"), ("m", "y", "x", "z"))
    assert notice.code == "feedback_loop"
    assert "“y” → “m” → “y”" in notice.text or "“m” → “y” → “m”" in notice.text
    assert remarks(parse("m ~ x\ny ~ m + x"), ("m", "y", "x")) == ()


def test_a_single_indicator_is_told_that_it_counts_as_free_of_error_and_what_to_write():
    (notice,) = remarks(parse("f =~ `my item`\ny ~ f"), ("my item", "y"))
    assert notice.code == "single_indicator"
    assert notice.level == "info"
    assert "`my item` ~~ 0.2*`my item`" in notice.text
    assert remarks(parse("f =~ a\na ~~ 0.3*a\ny ~ f"), ("a", "y")) == ()
    assert remarks(parse("f =~ a + b + c"), ("a", "b", "c")) == ()


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (Options(estimator="WLSMV", information="observed"), ["information_expected"]),
        (Options(estimator="GLS", likelihood="wishart"), ["likelihood_unused"]),
        (Options(missing="fiml", likelihood="wishart"), ["likelihood_unused"]),
        (Options(estimator="WLSMV", ordered=("y", "x")), ["ordered_cause"]),
        (Options(estimator="WLSMV", ordered=("*",)), []),
        (Options(likelihood="wishart", information="observed"), []),
        (Options(estimator="GLS", likelihood="amos"), []),
    ],
)
def test_a_choice_that_does_nothing_is_told(options, codes):
    assert [notice.code for notice in remarks_on_options(parse("y ~ x"), options)] == codes


def test_the_intercept_of_an_outcome_of_growth_curves_is_told_to_be_zero():
    options, names = Options(fun="growth"), ("a", "b", "c", "y", "z")
    curve = "i =~ 1*a + 1*b + 1*c\ns =~ 0*a + 1*b + 2*c\n"
    (notice,) = remarks_on_causes(complete(parse(curve + "y ~ i + s\nz ~ y"), names, options))
    assert notice.code == "outcome_intercept_zero"
    assert "“y”, “z”" in notice.text
    freed = complete(parse(curve + "y ~ i + s\ny ~ 1"), names, options)
    assert remarks_on_causes(freed) == ()
    assert remarks_on_causes(complete(parse(curve + "a ~ y"), names, options)) == ()
