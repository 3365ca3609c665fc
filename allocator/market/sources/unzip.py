"""The one file inside a zip, unpacked with care: no bombs, no guesses."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from allocator.market.formats.unpack import ARCHIVE_DAMAGE
from allocator.market.sources.source import Cause, SourceError

MOST_UNPACKED = 100_000_000
_ENCRYPTED = 0x1


def unzip_one(content: bytes, place: str) -> tuple[str, str]:
    """
    Unpack a zip that holds one text file.

    Args:
        content: The zip.
        place: Where it came from, for messages.

    Returns:
        The name of the file and its text. The French library writes Latin-1.

    Raises:
        SourceError: If it is damaged, locked, larger than 100 MB, or holds not exactly one file.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            files = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(files) != 1:
                raise _refused(place, f"gave a zip with {len(files)} files instead of one")
            (entry,) = files
            if entry.flag_bits & _ENCRYPTED:
                raise _refused(place, "gave a zip that is locked with a password")
            with archive.open(entry) as file:
                unpacked = file.read(MOST_UNPACKED + 1)
    except ARCHIVE_DAMAGE:
        message = "gave a zip that is damaged"
        raise SourceError(place, message, Cause.UNAVAILABLE) from None
    if len(unpacked) > MOST_UNPACKED:
        raise _refused(place, f"gave a zip that unpacks to more than {MOST_UNPACKED / 1e6:,.0f} MB")
    return entry.filename, unpacked.decode("latin-1")


def _refused(place: str, message: str) -> SourceError:
    """Make the error for a zip that another try would not mend."""
    return SourceError(place, message, Cause.UNUSABLE)
