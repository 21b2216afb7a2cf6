"""What is measured, side by side with others. Every program gets one thread for its linear algebra, so that
programs are compared and not their libraries' appetite for cores; this has to be said before NumPy starts."""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
