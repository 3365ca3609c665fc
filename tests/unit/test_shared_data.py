"""Tests of real data do not pass unseen where the data are missing."""

import pytest

from tests import shared_data


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(shared_data, "SHARED", tmp_path)
    return tmp_path


def test_without_its_folder_a_test_is_skipped_and_says_what_it_needs(elsewhere, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"needs ../{elsewhere.name}/broker_samples"):
        shared_data.require("broker_samples")


def test_where_ci_is_set_it_fails(elsewhere, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"needs .*broker_samples, and CI is set"):
        shared_data.require("broker_samples")


@pytest.mark.parametrize("ci", ["", "true"])
def test_with_its_folder_it_runs(elsewhere, monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    shared_data.require()
