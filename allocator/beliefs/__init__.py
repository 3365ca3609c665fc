"""What is believed and why: neutral mix, equilibrium, drivers, Black-Litterman, scenarios."""
