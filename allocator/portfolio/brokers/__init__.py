"""
Brokers' exports, one module each, told apart by their content alone.

A module has a `LAYOUT`; `allocator.portfolio.portfolio_file` lists them. What exports share is
factored out: `headings` finds columns by name, `holding_row` reads a row, `kinds` says what it is,
and a `Statement` collects the rows, sets aside what cannot be advised on, and holds their sum
against the file's own totals.
"""
