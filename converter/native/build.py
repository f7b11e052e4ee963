"""Compiles the modules of this folder, in place: a build hook of hatch, and a program for whoever changes one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
_WORK = ROOT / "build" / "native"


class NativeModules(BuildHookInterface[Any]):
    """Puts the compiled modules into a wheel; one without them works as well."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatch before a wheel is made, also that of `pip install --editable`."""
        if self.target_name != "wheel":
            return
        try:
            build()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - compilers and their absence fail in many ways
            self.app.display_warning(f"nothing was compiled, everything is done in Python: {error}")
            return
        build_data["pure_python"], build_data["infer_tag"] = False, True
        build_data["artifacts"] += ["converter/native/*.so", "converter/native/*.pyd"]


def build() -> None:
    """Compile what has changed. Raises whatever goes wrong with a compiler."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    here = Path.cwd()
    os.chdir(ROOT)  # where Cython finds the package from
    try:
        sources = [str(source.relative_to(ROOT)) for source in sorted(FOLDER.glob("*.pyx"))]
        debugging = [] if sys.platform == "win32" else ["-g0"]
        modules = [
            Extension(f"converter.native.{Path(source).stem}", [source], extra_compile_args=debugging)
            for source in sources
        ]
        modules = cythonize(modules, build_dir=str(_WORK), quiet=True)  # type: ignore[no-untyped-call]
        command = build_ext(Distribution({"ext_modules": modules}))
        command.inplace, command.build_temp = True, str(_WORK)
        command.ensure_finalized()
        command.run()
    finally:
        os.chdir(here)


if __name__ == "__main__":
    build()
