"""Takes the command line and gives its exit status: `python -m gongti …` is `gongti …`."""

from gongti.cli import main

if __name__ == "__main__":
    main(prog_name="gongti")  # click would say "python -m gongti" in its usage lines: all ways in give the same bytes
