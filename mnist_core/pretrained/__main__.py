"""`python -m mnist_core.pretrained`: train the shipped network again, from its preset and a seed."""

from mnist_core.threads import limit_threads

if __name__ == "__main__":
    limit_threads()
    from mnist_core.pretrained.make import main

    main()
