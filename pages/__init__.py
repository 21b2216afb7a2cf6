"""The pages of the dashboard."""

import os

# The matrices here are small: threads of linear algebra would only compete, and cost three times the time.
# NumPy reads this when it is first imported, which is after this line.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
