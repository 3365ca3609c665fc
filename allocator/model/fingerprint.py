"""What is shown of a digest, or of the id of a run, which is one."""

from __future__ import annotations

_DIGITS = 12


def fingerprint(digest: str) -> str:
    """
    Shorten a digest to what tells two apart at a glance: its first twelve digits.

    Example:
        >>> fingerprint("0123456789abcdef0123456789abcdef")
        '0123456789ab'
    """
    return digest[:_DIGITS]
