"""The tree drawn at the head of `allocator/errors.py` is the tree of classes."""

import re

from allocator import errors


def drawn():
    """Read (class, parent, exit code) off the drawing."""
    above, found = ["Exception"], []
    for indent, name, code in re.findall(r"^( *)\* (\w+) +\((\d+)\)", errors.__doc__, re.MULTILINE):
        depth = len(indent) // 2 + 1
        del above[depth:]
        found.append((name, above[-1], int(code)))
        above.append(name)
    return found


def coded():
    """List (class, parent, exit code) of the classes, in the order of their definition."""
    return [
        (name, value.__base__.__name__, value.exit_code)
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.AllocatorError)
    ]


def test_the_drawn_tree_of_errors_is_the_real_one():
    assert sorted(drawn()) == sorted(coded())
    assert len(drawn()) > 5


def test_every_error_says_what_it_is():
    assert all(getattr(errors, name).__doc__ for name, _, _ in coded())
