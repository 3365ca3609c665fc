"""From a continuous target to trades in whole shares."""
