"""The version of this program, stamped on everything that leaves it."""

VERSION = "0.1.0"
