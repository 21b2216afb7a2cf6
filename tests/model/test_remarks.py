"""What a model says besides being right: labels that look like columns."""

from core.model.remarks import remarks
from core.model.syntax import parse


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
