"""All benchmarks, one after the other: `python -m benchmarks`."""

from benchmarks import analyse, bootstrap, estimators
from benchmarks.timing import machine

print(machine())
analyse.main()
bootstrap.main()
estimators.main()
