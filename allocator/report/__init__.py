"""
A proposal as text, JSON or CSV.

Pure functions: nothing here prints, writes a file, or knows what day it is. A figure is shown
only if it was computed in this run; what is shown twice is computed once, in `figures`.
"""
