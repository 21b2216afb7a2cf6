"""semopy as a second opinion, in a process of its own."""

from core.second_opinion.agreement import Agreement
from core.second_opinion.opinion import ask, second_opinion

__all__ = ["Agreement", "ask", "second_opinion"]
