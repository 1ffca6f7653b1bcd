"""Puts the program together: the command line, or the window when no verb is given. The one place that knows all three floors."""

import sys


def main() -> int:
    """Run what the command line asks for; the exit code."""
    arguments = sys.argv[1:]
    if arguments and not arguments[0].startswith("--"):
        from desktop.cli.main import main as command_line

        if arguments[0] != "window":
            return command_line(arguments)
        arguments = arguments[1:]
    elif arguments and arguments[0] in ("-h", "--help"):
        from desktop.cli.main import main as command_line

        return command_line(arguments)
    from ui.app import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
