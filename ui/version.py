"""Which onrecord this is."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("onrecord")
except PackageNotFoundError:
    __version__ = "not installed"
