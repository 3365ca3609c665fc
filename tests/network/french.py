"""Kenneth French's library made of numbers: zips of one CSV with preamble and several tables."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pandas as pd

from tests.network.internet import Reply

if TYPE_CHECKING:
    from tests.network.internet import Internet, Request

HOST = "mba.tuck.dartmouth.edu"
FOLDER = "/pages/faculty/ken.french/ftp/"
FACTORS, SIZES = "F-F_Research_Data_Factors", "Portfolios_Formed_on_ME"
COLUMNS = {
    FACTORS: "Mkt-RF,SMB,HML,RF",
    SIZES: "<= 0,Lo 30,Med 40,Hi 30,Lo 20,Qnt 2,Qnt 3,Qnt 4,Hi 20,"
    "Lo 10,Dec 2,Dec 3,Dec 4,Dec 5,Dec 6,Dec 7,Dec 8,Dec 9,Hi 10",
}


def months(count=36, first="1926-07"):
    """Months as the library writes them."""
    return [f"{month:%Y%m}" for month in pd.period_range(first, periods=count, freq="M")]


def returns(name, count=36, seed=0):
    """Monthly returns in percent, to hundredths; those of firms without value are missing."""
    columns = COLUMNS[name].split(",")
    drawn = np.random.default_rng(seed).normal(0.8, 5, (count, len(columns))).round(2)
    frame = pd.DataFrame(drawn, months(count), columns)
    return frame.assign(**{"<= 0": -99.99}) if name == SIZES else frame


def table(frame):
    """Write a table as the library does."""
    lines = ["," + ",".join(frame.columns)]
    lines += [
        f"{day}," + ",".join(f"{x:8.2f}" for x in row)
        for day, row in zip(frame.index, frame.to_numpy(), strict=True)
    ]
    return "\r\n".join(lines)


def annual(frame):
    """Sum months to years, which must not be taken for months."""
    return frame.groupby(lambda month: f"  {month[:4]}").sum()


def text(name, frame):
    """Write a whole file."""
    head = "This file was created by CMPT_ME_RETS using the 202512 CRSP database.\r\nMissing data are indicated by -99.99 or -999.\r\n"
    if name == FACTORS:
        parts = [table(frame), " Annual Factors: January-December \r\n" + table(annual(frame))]
    else:
        parts = [
            f"  {title}\r\n{table(each)}"
            for title, each in (
                ("Value Weight Returns -- Monthly", frame),
                ("Equal Weight Returns -- Monthly", frame + 0.1),
                ("Value Weight Returns -- Annual from January to December", annual(frame)),
                ("Equal Weight Returns -- Annual from January to December", annual(frame)),
                ("Number of Firms in Portfolios", frame * 0 + 50),
                ("Average Firm Size", frame * 0 + 12.34),
            )
        ]
    foot = "Copyright 2026 Eugene F. Fama and Kenneth R. French"
    return "\r\n\r\n".join([head, *parts, foot]) + "\r\n"


def zipped(**files: str) -> bytes:
    """Pack texts by name."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return packed.getvalue()


class French:
    """The host of the library."""

    def __init__(self, internet: Internet, **frames: pd.DataFrame) -> None:
        self.frames = {FACTORS: returns(FACTORS), SIZES: returns(SIZES), **frames}
        internet.serve(HOST, self.file)

    def file(self, request: Request) -> Reply:
        """One zip."""
        name = request.path.removeprefix(FOLDER).removesuffix("_CSV.zip")
        if name not in self.frames:
            return Reply(b"<html>404</html>", 404)
        content = zipped(**{name: text(name, self.frames[name])})
        return Reply(content, kind="application/x-zip-compressed")
