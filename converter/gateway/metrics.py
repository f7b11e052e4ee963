"""Counters in the text format of Prometheus (exposition format 0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: the upper ends of the histogram's buckets."""


class Metrics:
    """How many attempts ended how, and how long they took."""

    def __init__(self) -> None:
        self._ended: Counter[tuple[str, str]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def ended(self, action: str, outcome: str, *, seconds: float) -> None:
        """Count one attempt."""
        self._ended[action, outcome] += 1
        buckets = self._buckets.setdefault(action, [0] * (len(BOUNDS) + 1))
        buckets[bisect_left(BOUNDS, seconds)] += 1
        self._seconds[action] += seconds

    def text(self, *, waiting: int) -> str:
        """Everything so far; `waiting` are the attempts under way."""
        lines = ["# TYPE convert_gateway_attempts_total counter"]
        for (action, outcome), count in sorted(self._ended.items()):
            lines.append(f'convert_gateway_attempts_total{{action="{action}",outcome="{outcome}"}} {count}')
        lines.append("# TYPE convert_gateway_seconds histogram")
        for action, buckets in sorted(self._buckets.items()):
            total = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
                total += count
                lines.append(f'convert_gateway_seconds_bucket{{action="{action}",le="{bound}"}} {total}')
            lines.append(f'convert_gateway_seconds_sum{{action="{action}"}} {self._seconds[action]:.6f}')
            lines.append(f'convert_gateway_seconds_count{{action="{action}"}} {total}')
        lines += ["# TYPE convert_gateway_under_way gauge", f"convert_gateway_under_way {waiting}", ""]
        return "\n".join(lines)
