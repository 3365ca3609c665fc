"""
Where market data come from: the only modules that touch the network.

Each source asks one provider. A provider that is slow, in trouble or wrong is told apart from one
that cannot be reached, and nothing that came is lost because something else did not.
"""
