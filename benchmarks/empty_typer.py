"""A typer program that does nothing: what `--help` costs at the least."""

import typer

app = typer.Typer()


@app.command()
def nothing(name: str = "") -> None:
    """Do nothing."""


if __name__ == "__main__":
    app()
