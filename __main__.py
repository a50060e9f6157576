"""Takes the command line and gives its exit status: `python -m gongti …` is `gongti …`."""

from gongti.cli import main

if __name__ == "__main__":
    main()
