"""US federal tax on what is sold: rates, netting, wash sales, and which lots to sell."""
