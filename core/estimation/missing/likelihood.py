"""The normal likelihood of rows with gaps, from the moments of their patterns, and its slopes.

D = Σ_p n_p/N { ln|Σ_p| + tr(W_p A_p) } with W_p = Σ_p⁻¹ and A_p = S_p + d_p d_pᵀ, where Σ_p and
d_p = x̄_p − μ_p hold the variables that pattern p observed (Finkbeiner, 1979; Arbuckle, 1996). All W_p
stand in (p, p) arrays, zero in the rows and columns of gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

# Patterns × members of a batch whose inverses are made in one go: what stays in the cache at 13 variables.
CELLS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """The moments of P patterns in any metric, for a batch of B or for one that serves everybody.

    `seen` (P, p), `share` (B or 1, P) of the rows, `mean` (B or 1, P, p), `cov` (B or 1, P, p, p).
    """

    seen: np.ndarray
    share: np.ndarray
    mean: np.ndarray
    cov: np.ndarray

    def take(self, at: np.ndarray) -> Gaps:
        """The members `at` of the batch."""
        return Gaps(self.seen, self.share[at], self.mean[at], self.cov[at])


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some patterns at some moments: `at` of the patterns, their W (B, P', p, p), d (B, P', p), Wd."""

    at: slice
    inverse: np.ndarray
    gap: np.ndarray
    pull: np.ndarray


def blocks(gaps: Gaps, cov: np.ndarray, mean: np.ndarray) -> Iterator[Block]:
    """All patterns at Σ `cov` (B, p, p) and μ `mean` (B, p), as many at a time as memory allows."""
    size = max(1, CELLS // cov.size)
    for first in range(0, len(gaps.seen), size):
        at = slice(first, first + size)
        inverse = inverses(gaps.seen[at], cov)
        gap = np.where(gaps.seen[at], gaps.mean[:, at] - mean[:, None, :], 0.0)
        yield Block(at, inverse, gap, (inverse @ gap[..., None])[..., 0])


def inverses(seen: np.ndarray, cov: np.ndarray) -> np.ndarray:
    """W_p (B, P, p, p) for the patterns `seen` (P, p) of `cov` (B, p, p).

    The inverse of the whole Σ, from which the g gaps of a pattern are swept out: W = K − K_g K_gg⁻¹ K_gᵀ.
    """
    whole = np.linalg.inv(cov)
    out = np.repeat(whole[:, None], len(seen), axis=1)
    gaps = (~seen).sum(axis=1)
    for count in np.unique(gaps[gaps > 0]):
        at = np.flatnonzero(gaps == count)
        missing = np.nonzero(~seen[at])[1].reshape(len(at), count)
        side = whole[:, :, missing].swapaxes(1, 2)
        core = whole[:, missing[:, :, None], missing[:, None, :]]
        out[:, at] -= side @ np.linalg.solve(core, side.swapaxes(-1, -2))
        where = at[:, None]
        out[:, where, missing] = 0.0
        out.swapaxes(-1, -2)[:, where, missing] = 0.0
    return out


def deviance(gaps: Gaps, cov: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """D (B,): −2 log L / N without the constant."""
    total = np.zeros(len(cov))
    for block in blocks(gaps, cov, mean):
        empty = np.eye(cov.shape[-1]) * ~gaps.seen[block.at][:, :, None]
        logdet = -np.linalg.slogdet(block.inverse + empty)[1]
        spread = (block.inverse * gaps.cov[:, block.at]).sum(axis=(-2, -1))
        far = (block.gap * block.pull).sum(axis=-1)
        total += (gaps.share[:, block.at] * (logdet + spread + far)).sum(axis=1)
    return total


def forces(gaps: Gaps, cov: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """G (B, p, p) and the pull (B, p) of dD = tr(G dΣ) − 2 pullᵀdμ: G = Σ_p n_p/N (W_p − W_p A_p W_p), pull =
    Σ_p n_p/N W_p d_p. Complex values pass through."""
    force, pull = np.zeros_like(cov), np.zeros_like(mean)
    for block in blocks(gaps, cov, mean):
        share = gaps.share[:, block.at]
        weighted = share[..., None] * block.pull
        cov_at = gaps.cov[:, block.at]
        varied = np.flatnonzero(cov_at.any(axis=(0, 2, 3)))
        inverse = block.inverse[:, varied]
        force += _weighted_sum(share, block.inverse)
        force -= _weighted_sum(share[:, varied], inverse @ cov_at[:, varied] @ inverse)
        force -= weighted.swapaxes(-1, -2) @ block.pull
        pull += weighted.sum(axis=1)
    return force, pull


def _weighted_sum(share: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Σ_p of `parts` (B, P, p, p) by `share` (B or 1, P)."""
    flat = parts.reshape(*parts.shape[:2], -1)
    return np.asarray((share[:, None, :] @ flat).reshape(len(parts), *parts.shape[2:]))
