"""Where the dashboard begins when it runs as a script."""

from pathlib import Path

FRAME = str(Path(__file__).parents[2] / "pages" / "frame.py")
