"""What the kernel asks of a group's data: how far the implied moments are from them, and in which
direction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import numpy as np

from core.estimation.implied import Directions, Implied, nothing
from core.estimation.ram import Ram


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """One group at some `theta` (B, k): Λ (B, p, m), the implied moments, Σ⁻¹ (B, p, p), and where F has a
    value (B,)."""

    lam: np.ndarray
    implied: Implied
    inverse: np.ndarray
    allowed: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Pushes:
    """What F answers to a change of the moments: with dF = tr(G dΣ) − 2 pullᵀdμ and G symmetric, `on_lam`
    = GΛ (B, p, m) and `on_theta` = G (B, p, p); `pull` (B, p) is None where means are not modelled. With
    ordered variables, ∂F/∂τ is `on_tau` (B, p, t) and ∂F/∂δ `on_delta` (B, p) and the
    derivative with respect to Λ(I − B)⁻¹ `on_paths` (B, p, m)."""

    on_lam: np.ndarray
    on_theta: np.ndarray
    pull: np.ndarray | None
    on_tau: np.ndarray = field(default_factory=nothing)
    on_delta: np.ndarray = field(default_factory=nothing)
    on_paths: np.ndarray | None = None


class Discrepancy(Protocol):
    """One group's data in the model's metric, a batch of B or of one that serves everybody.

    `cov` (B or 1, p, p) and `mean` (B or 1, p) are the moments that fixed exogenous variables take over;
    `inverts` is True where F has a value for a positive definite Σ only.
    """

    inverts: ClassVar[bool]

    @property
    def cov(self) -> np.ndarray: ...

    @property
    def mean(self) -> np.ndarray: ...

    def value(self, ram: Ram, point: Point) -> np.ndarray:
        """F (B,) of the group."""
        ...

    def pushes(self, ram: Ram, point: Point) -> Pushes:
        """The derivative of F with respect to the implied moments."""
        ...

    def information(self, ram: Ram, way: Directions, point: Point) -> np.ndarray:
        """Half the expected Hessian of F along the free cells (B, f, f)."""
        ...

    def take(self, at: np.ndarray) -> Discrepancy:
        """The members `at` of the batch."""
        ...
