"""A table that is read with more columns than it was stored with, by an earlier version."""

from dataclasses import replace

from allocator.market.store.merge import Outcome
from allocator.market.store.table_merge import merged_tables


def with_sector(table, *, at=1):
    lines = table.lines.copy()
    lines.insert(at, "sector", ["Technology", "", "Energy"])
    return replace(table, lines=lines)


def test_further_columns_take_their_place_without_being_asked(store, table, now):
    store.put_table(table(), now)
    fuller = with_sector(table())
    done = store.put_table(fuller, now)
    assert (done.outcome, done.added) == (Outcome.EXTENDED, 0)
    assert done.message == "3 lines agree; further columns: sector"
    assert store.read_table(fuller.key).digest == fuller.digest


def test_a_column_less_contradicts(table):
    stored = with_sector(table())
    kept, done = merged_tables(stored, table(), replacing=False)
    assert done.outcome is Outcome.CONTRADICTED
    assert kept is stored


def test_further_columns_do_not_hide_another_number(table):
    offered = with_sector(table(5.4, -0.0, 1 / 3))
    _, done = merged_tables(table(), offered, replacing=False)
    assert done.outcome is Outcome.CONTRADICTED
    assert "its columns are" in done.message
