"""
The vocabulary: frozen values that every other package speaks in.

Nothing here reads a file, prints, solves a program or imports pandas. Money and shares are
`Decimal`; everything inside the mathematics is a float fraction per year.
"""
