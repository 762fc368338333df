"""`python -m mnist_core`: the command line, with the number of threads settled before NumPy is imported."""

from mnist_core.threads import limit_threads

if __name__ == "__main__":
    limit_threads()
    from mnist_core.command_line.main import main

    main()
