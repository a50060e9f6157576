"""The commands of ``gongti``, a module for each subject; ``cli.py`` gathers them."""
