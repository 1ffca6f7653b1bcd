"""Helpers of dev.py. `machine` and `day` use the standard library only; the others run with the virtual environment's Python."""
