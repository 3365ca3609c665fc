"""A chart as a page of HTML that needs nothing else: no script, no font, no address."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from allocator.report.closing import DISCLAIMER
from allocator.report.table import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.report.charts.chart import Chart

_STYLE = """
body { font: 16px/1.5 sans-serif; color: #222; max-width: 1200px; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.5em; line-height: 1.25; margin: 0 0 .3em }
p.basis, p.source, footer { color: #666 }
p.source, footer { font-size: .85em }
figure { margin: 1em 0; overflow-x: auto }
figure svg { width: 100%; min-width: 640px; height: auto }
div.figures { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: bold; padding: .5em 0 }
th, td { padding: .25em .8em; text-align: right; font-weight: normal }
tbody th, td { border-bottom: 1px solid #ddd }
thead th { font-weight: bold; border-bottom: 1px solid #666 }
th.l, td.l { text-align: left }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The browser may load nothing, whatever a page holds."""


def page(chart: Chart, picture: str) -> str:
    """
    Write a page: the finding, what to see, the picture, and every figure of it as a table.

    Args:
        chart: What it shows.
        picture: An SVG element without words of its own.
    """
    named = picture.replace("<svg ", f'<svg role="img" aria-label="{_safe(chart.sight)}" ', 1)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{_safe(chart.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{_safe(chart.title)}</h1>
<p class="basis">{_safe(chart.subtitle)}</p>
<p>{_safe(chart.sight)}</p>
<figure>
{named.strip()}
</figure>
<div class="figures">
{_table(chart)}
</div>
<p class="source">{_safe(chart.source)}</p>
<footer>{_safe(DISCLAIMER)}</footer>
</body>
</html>
"""


def _table(chart: Chart) -> str:
    """Write the figures as a table; the first cell of a row names it."""
    head, *body = chart.rows
    heads = "".join(
        f'<th scope="col" class="{side}">{_safe(cell)}</th>'
        for cell, side in zip(head, chart.align, strict=True)
    )
    rows = "\n".join(_row(row, chart.align) for row in body)
    return (
        f"<table>\n<caption>The figures</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _row(row: Sequence[str], align: str) -> str:
    """Write one row."""
    first, *rest = (f' class="{side}">{_safe(cell)}' for cell, side in zip(row, align, strict=True))
    return f'<tr><th scope="row"{first}</th>{"".join(f"<td{cell}</td>" for cell in rest)}</tr>'


def _safe(text: str) -> str:
    """Write a text so that nothing in it is taken for HTML."""
    return escape(printable(text), quote=True)
