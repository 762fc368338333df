"""What lasts: the run store, the worker that trains for it, checkpoints and network files.

Nothing is imported here, so that a process can choose its number of threads before NumPy starts.
"""
