from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from allocator.report.difference import difference_text, differences

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(documents)
def test_a_document_does_not_differ_from_itself(document):
    assert differences(document, document) == ()


@given(documents, documents)
def test_what_differs_is_found_from_either_side(one, other):
    assert len(differences(one, other)) == len(differences(other, one))
    assert bool(differences(one, other)) or one == other


def test_the_path_leads_to_the_value():
    [found] = differences({"trades": [{"shares": 9}]}, {"trades": [{"shares": 8}]})
    assert str(found) == "trades[0].shares: given 9, now 8"


def test_true_is_not_one():
    assert differences({"binding": True}, {"binding": 1})


def test_the_way_a_number_is_written_does_not_matter():
    assert differences(Decimal("9.50"), Decimal("9.5")) == ()


def test_versions_come_first_and_the_rest_is_counted():
    given_ = {"as_of": 1, "run": {"versions": {"numpy": "1"}}, "rest": [0] * 40}
    made = {"as_of": 2, "run": {"versions": {"numpy": "2"}}, "rest": [1] * 40}
    lines = difference_text(differences(given_, made), 80).splitlines()
    assert lines[0] == "different in 42 places:"
    assert lines[1] == '  run.versions.numpy: given "1", now "2"'
    assert lines[-1] == "  and 22 more"
    assert len(lines) == 22
