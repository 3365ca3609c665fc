import pytest

from allocator.errors import InputError
from allocator.market.refresh import plan
from allocator.market.series import Key, Kind
from allocator.market.sources.source import Item
from tests.unit.market.refresh.conftest import Shop


class Yahoo(Shop):
    def items(self):
        names = {"IWM": "IWM", "^RUT": "RUT", "IWM P/E": "IWM P/E"}
        return tuple(
            Item("yahoo", it, Key(Kind.CLOSE, name, "yahoo")) for it, name in names.items()
        )


FRED = Shop("fred", dict.fromkeys(["DFF", "DGS10"]))
YAHOO = Yahoo("yahoo")


def chosen(*only):
    return [item.name for _, items in plan([FRED, YAHOO], only) for item in items]


def test_nothing_named_is_everything():
    assert chosen() == ["DFF", "DGS10", "IWM", "^RUT", "IWM P/E"]


@pytest.mark.parametrize(
    ("only", "found"),
    [
        (["fred"], ["DFF", "DGS10"]),
        (["Yahoo"], ["IWM", "^RUT", "IWM P/E"]),
        (["iwm"], ["IWM"]),
        (["RUT"], ["^RUT"]),
        (["^rut", "dff"], ["DFF", "^RUT"]),
        (["fred", "DFF"], ["DFF", "DGS10"]),
        (["IWM P/E"], ["IWM P/E"]),
    ],
)
def test_a_source_or_an_item_may_be_named(only, found):
    assert chosen(*only) == found


def test_a_source_of_which_nothing_is_wanted_is_not_asked():
    assert [source.name for source, _ in plan([FRED, YAHOO], ["IWM"])] == ["yahoo"]


def test_all_names_that_nobody_knows_are_told():
    with pytest.raises(InputError, match="nix, nada: is neither a source nor anything"):
        chosen("nix", "IWM", "nada")
