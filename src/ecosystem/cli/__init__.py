"""The command line: `ecosystem --help`. Each command's module is loaded when it is asked for."""

import signal
import sys
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

import click

from ecosystem.kernel.errors import Problem
from ecosystem.kernel.postgres import ClusterError
from ecosystem.settings import SettingsError

# The command, the module under ecosystem.cli and the name of the command in it.
_COMMANDS = {
    "serve": ("serve", "serve"),
    "migrate": ("data", "migrate"),
    "demo": ("data", "demo"),
    "region": ("places", "region"),
    "site": ("places", "site"),
    "import": ("importing", "import_group"),
    "worker": ("data", "worker"),
    "user": ("people", "user"),
    "token": ("people", "token"),
    "doctor": ("doctor", "doctor"),
    "openapi": ("data", "openapi"),
}


class _Commands(click.Group):
    """The commands by name, in the order a new installation needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"ecosystem.cli.{module}"), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what a person can put right is said in a line, without a traceback."""
        try:
            return super().invoke(ctx)
        except (SettingsError, ClusterError) as error:
            raise click.ClickException(str(error)) from None
        except Problem as error:
            faults = [fault.message for fault in error.errors] + [why.message for why in error.reasons]
            raise click.ClickException("; ".join([str(error), *faults])) from None
        except PermissionError as error:
            raise click.ClickException(
                f"{error.filename or error}: no permission; see ECOSYSTEM_VAR"
            ) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ecosystem")
def cli() -> None:
    """Ecosystem: machines, rooms and people of a region on one timetable.

    Settings come from variables that begin with ECOSYSTEM_: ECOSYSTEM_PORT, ECOSYSTEM_VAR (where data is
    kept), ECOSYSTEM_DATABASE_URL (a PostgreSQL of your own instead of the embedded one), and more in
    docs/operations.md. Every command works beside a running server.
    """


def main() -> None:
    """Run the command line; a polite signal lets every command clean up behind itself."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    cli(prog_name="ecosystem")


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0 if number == signal.SIGTERM else 128 + number)
