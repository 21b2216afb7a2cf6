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
