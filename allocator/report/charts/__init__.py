"""
Charts of what the reports say: each a value that is drawn as PNG, SVG or a page of HTML.

A chart says what it shows in its title, and carries every figure in it as a table. Nothing here
loads matplotlib until a chart is drawn (`allocator.report.charts.drawing`).
"""
