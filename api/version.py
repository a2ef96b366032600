"""The version of this code."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

try:
    VERSION = installed("recite")
except PackageNotFoundError:
    VERSION = "0+unknown"
