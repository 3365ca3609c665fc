"""The optimiser: the only package that imports cvxpy."""
