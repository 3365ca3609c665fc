"""The risk model: annual covariance of index total returns, from weekly returns."""

from __future__ import annotations

from allocator.market.covariance.estimate import RiskEstimate, estimate_risk
from allocator.market.covariance.settings import Estimator, RiskSettings

__all__ = ["Estimator", "RiskEstimate", "RiskSettings", "estimate_risk"]
