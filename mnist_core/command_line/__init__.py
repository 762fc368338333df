"""The same engine and the same run store, for a terminal and for scripts."""
