"""The rest of what a durable write promises is tested where files are written for users."""

import errno
import os
import stat

import pytest

from allocator.durable import leftovers, make_folder, write_whole


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_is_the_systems_own_and_changes_nothing(tmp_path, monkeypatch, step):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "old"
    path.write_bytes(b"old")
    monkeypatch.setattr(os if step == "fsync" else type(path), step, fail)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "old").chmod(0o640)
    write_whole(tmp_path / "old", b"new")
    assert (tmp_path / "old").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o640


def test_the_temporary_file_of_a_killed_write_is_found(tmp_path, monkeypatch):
    """Nothing cleans up after a kill: here, a write whose clean-up does nothing."""
    monkeypatch.setattr(type(tmp_path), "replace", lambda *_: None)
    monkeypatch.setattr(type(tmp_path), "unlink", lambda *_, **__: None)
    write_whole(tmp_path / "file", b"content")
    (tmp_path / "notes.tmp").touch()

    (found,) = leftovers(tmp_path)
    assert found.read_bytes() == b"content"


def test_folders_are_made_and_each_is_on_disk_before_the_next(tmp_path, monkeypatch):
    """Each name is safe in the folder above before anything is put into it."""
    synced = []
    fsync = os.fsync

    def note(descriptor):
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert synced == [tmp_path.stat().st_ino, (tmp_path / "a").stat().st_ino]


def test_a_folder_in_the_place_of_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "folder"):
        with pytest.raises(FileExistsError):
            make_folder(folder)
