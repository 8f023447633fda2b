"""`python -m newscrawl`: the command line."""

from newscrawl.cli import main

if __name__ == "__main__":
    main()
