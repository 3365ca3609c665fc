import errno
import os
import stat

import pytest

from allocator.cli.files import check_target, write_whole
from allocator.errors import InputError


def starts_with_ours(content):
    return content.startswith(b"ours")


def target(path, inputs=()):
    return check_target(str(path), "list", starts_with_ours, inputs)


def test_a_file_is_written_whole(tmp_path):
    write_whole(tmp_path / "new", b"ours\r\n")
    assert (tmp_path / "new").read_bytes() == b"ours\r\n"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_new_file_is_as_readable_as_any_other(tmp_path):
    (tmp_path / "other").touch()
    write_whole(tmp_path / "new", b"ours")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "old"
    path.write_bytes(b"ours, old")
    path.chmod(0o640)
    write_whole(path, b"ours, new")
    assert path.read_bytes() == b"ours, new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failure, step):
    def fail(*_):
        raise failure

    path = tmp_path / "old"
    path.write_bytes(b"ours, old")
    where = os if step == "fsync" else type(path)
    monkeypatch.setattr(where, step, fail)
    with pytest.raises((InputError, KeyboardInterrupt)):
        write_whole(path, b"ours, new")
    assert path.read_bytes() == b"ours, old"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_bytes_reach_the_disk_before_the_name_and_the_name_before_the_end(tmp_path, monkeypatch):
    steps = []
    fsync, replace = os.fsync, os.replace

    def note_fsync(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("folder" if is_folder else "file")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", lambda *paths, **_: (steps.append("name"), replace(*paths)))
    write_whole(tmp_path / "new", b"ours")
    assert steps == ["file", "name", "folder"]


def test_one_of_our_own_files_may_be_replaced_and_so_may_an_empty_one(tmp_path):
    for content in (b"ours", b""):
        (tmp_path / "old").write_bytes(content)
        assert target(tmp_path / "old") == tmp_path / "old"


def test_another_file_is_not_replaced(tmp_path):
    (tmp_path / "diary").write_bytes(b"dear diary")
    with pytest.raises(InputError, match="exists and is not a list"):
        target(tmp_path / "diary")


def test_an_input_is_not_replaced_under_any_name(tmp_path):
    (tmp_path / "input").write_bytes(b"ours")
    (tmp_path / "alias").hardlink_to(tmp_path / "input")
    with pytest.raises(InputError, match="is an input of this run"):
        target(tmp_path / "alias", [tmp_path / "absent", tmp_path / "input"])


def test_a_link_stands_for_where_it_leads(tmp_path):
    (tmp_path / "real").write_bytes(b"ours, old")
    (tmp_path / "link").symlink_to("real")
    write_whole(target(tmp_path / "link"), b"ours, new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"ours, new"


def test_a_link_to_nothing_is_refused(tmp_path):
    (tmp_path / "link").symlink_to("real")
    with pytest.raises(InputError, match=r"a link to .*real, which"):
        target(tmp_path / "link")
    assert not (tmp_path / "real").exists()


def test_links_in_a_circle_lead_nowhere(tmp_path):
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(InputError, match="circle"):
        target(tmp_path / "one")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (".", "is a folder"),
        ("", "is a folder"),
        ("absent/new", "there is no folder"),
        ("pipe", "is not an ordinary file"),
    ],
)
def test_what_cannot_be_a_file_is_refused(tmp_path, monkeypatch, name, why):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match=why):
        target(name)


def test_a_protected_file_is_not_replaced(tmp_path, monkeypatch):
    (tmp_path / "old").write_bytes(b"ours")
    monkeypatch.setattr(os, "access", lambda *_: False)  # a superuser may write anywhere
    with pytest.raises(InputError, match="may be replaced"):
        target(tmp_path / "old")


def test_a_drive_that_cannot_settle_names_still_gets_its_file(tmp_path, monkeypatch):
    fsync = os.fsync

    def fsync_of_files(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync_of_files)
    write_whole(tmp_path / "new", b"ours")
    assert (tmp_path / "new").read_bytes() == b"ours"
