"""The standard normal distribution of one and of two variables, for many points at once."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

# With 24 nodes the error is below 1e-13 up to |ρ| = .99 and below 1e-10 up to .999.
NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


def bell(x: np.ndarray) -> np.ndarray:
    """φ(x)."""
    out: np.ndarray = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    return out


def density(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """φ₂(h, k; ρ) of arrays that broadcast."""
    left = 1 - rho * rho
    out: np.ndarray = np.exp((2 * rho * h * k - h * h - k * k) / (2 * left)) / (2 * np.pi * np.sqrt(left))
    return out


def distribution(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Φ₂(h, k; ρ) = P(X ≤ h, Y ≤ k) of arrays that broadcast, |ρ| ≤ .999.

    Φ(h)Φ(k) + ∫₀^ρ φ₂(h, k; r) dr (Plackett, 1954), by Gauss–Legendre in r = tanh s, where the integrand
    stays smooth up to strong correlations.
    """
    half = np.arctanh(rho)[..., None] / 2
    s = half * (NODES + 1)
    cosh = np.cosh(s)
    twice = np.sinh(s) * cosh
    h, k = np.asarray(h)[..., None], np.asarray(k)[..., None]
    inner = np.exp(h * k * twice - (h * h + k * k) / 2 * cosh * cosh) / cosh
    out: np.ndarray = (ndtr(h) * ndtr(k))[..., 0] + (half * inner) @ WEIGHTS / (2 * np.pi)
    return out
