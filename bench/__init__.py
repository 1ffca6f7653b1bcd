"""Measurements of what the issues promise: `python3 dev.py bench`. Not tests: machines differ."""
