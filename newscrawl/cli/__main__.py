"""``python -m newscrawl.cli``: the same as ``newscrawl``."""

from newscrawl.cli.main import main

if __name__ == "__main__":
    main(prog_name="newscrawl")
