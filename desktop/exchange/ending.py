"""The ending of packages, which the installer registers; by itself, so that the window's list of pages need not load more."""

ENDING = ".linli"
