"""Run the program from its sources with a Python that does not look into the current folder (Windows' embeddable one)."""

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
runpy.run_module("desktop", run_name="__main__", alter_sys=True)
