"""Search Chinese government case notices from Python. 在 Python 里检索案例通知。

    import anli
    notices = anli.open("index")            # or anli.open(corpus="通知")
    notices.search("质押", limit="all")      # a pandas frame, a row a passage
    notices.frame("table")                  # any command that writes rows
    notices.json("show", "典型5")            # any command, as its JSON (see `anli schema`)

Everything is asked of the program `anli` of this package; nothing is computed here. What the program says beside its
answer (how a query was read, what was left out) is kept in `messages` and given as warnings.
"""

from __future__ import annotations

import io
import json as _json
import os
import shutil
import subprocess
import sys
import sysconfig
import warnings
from typing import Any

__all__ = ["AnliError", "AnliWarning", "Index", "build", "open", "program"]

_NOTHING_FOUND = 1
_ERROR = 2

# The columns that hold numbers or nothing.
_NUMBERS = frozenset(
    "bytes case_g2 cases cases_elsewhere cluster column count distance elsewhere elsewhere_cases end g2 line mean mentions "
    "mentions_elsewhere number occurrences passages rank raw_end raw_start score size start value value_max year yuan".split()
)


class AnliError(Exception):
    """What the program could not do: `code` as in its JSON, and the message with the way out."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class AnliWarning(UserWarning):
    """What the program said beside its answer."""


def program(name: str = "anli") -> str:
    """The path of a program of this package; the one on the PATH where the package was not installed as a wheel."""
    file = name + (sysconfig.get_config_var("EXE") or "")
    scripts = [sysconfig.get_path("scripts")]
    user = f"{os.name}_user"
    if user in sysconfig.get_scheme_names():
        scripts.append(sysconfig.get_path("scripts", scheme=user))
    # `pip install --target` puts them beside the module.
    scripts.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin"))
    for folder in scripts:
        path = os.path.join(folder, file)
        if os.path.isfile(path):
            return path
    found = shutil.which(name)
    if found is None:
        raise AnliError("no-program", f"{file} is in none of {', '.join(scripts)} nor on the PATH; install the wheel again")
    return found


def open(index: str | os.PathLike[str] | None = None, corpus: str | os.PathLike[str] | None = None) -> Index:
    """An index, or a corpus whose index is built when it is first asked. With neither: as the program does, `index` and
    `corpus` of the working folder, the environment (ANLI_INDEX, ANLI_CORPUS) and anli.toml."""
    return Index(index, corpus)


def build(corpus: str | os.PathLike[str], index: str | os.PathLike[str]) -> Index:
    """Builds or updates the index of a folder of notices or of one file."""
    _, said = _run(["build", os.fspath(corpus), "--index", os.fspath(index)], name="anli-index")
    built = Index(index, None)
    built.messages = said
    return built


class Index:
    """An index that is asked by the program; `messages` holds what it said beside its last answer."""

    def __init__(self, index: str | os.PathLike[str] | None = None, corpus: str | os.PathLike[str] | None = None) -> None:
        self._common: list[str] = []
        for option, value in (("--index", index), ("--corpus", corpus)):
            if value is not None:
                self._common += [option, os.fspath(value)]
        self.messages: list[str] = []

    def search(self, query: str, **options: Any) -> Any:
        """Passages, a row each, as a pandas frame; `options` are those of `anli search` (limit, by, sort, scope, …)."""
        return self.frame("search", query, **options)

    def frame(self, command: str, *arguments: Any, **options: Any) -> Any:
        """The rows of an answer as a pandas frame. Columns are called by their names in JSON whatever the language of the
        environment (`lang="zh"` gives Chinese headings), and texts are as they are (`script="hans"`); columns of numbers are numbers, with NaN where there is nothing,
        all others are text as the program writes it, empty where there is nothing."""
        try:
            import pandas
        except ImportError as missing:
            raise AnliError("no-pandas", "frames need pandas: pip install 'anli[pandas]'; json() does without") from missing
        try:
            text = self._ask(command, arguments, {"lang": "en", "script": "as-is", **options, "format": "csv"})
        except AnliError:
            # Only JSON says which error it is.
            self.json(command, *arguments, **options)
            raise
        if not text.strip():
            return pandas.DataFrame()
        frame = pandas.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        # A pivot has a column of names and then numbers only.
        names = frame.columns[1:] if command == "pivot" else [name for name in frame.columns if name in _NUMBERS]
        for name in names:
            numbers = pandas.to_numeric(frame[name], errors="coerce")
            # Days and shares (20%) stay what they are.
            if not (numbers.isna() & (frame[name] != "")).any():
                frame[name] = numbers
        return frame

    def json(self, command: str, *arguments: Any, **options: Any) -> Any:
        """The answer as the objects of its JSON, as `anli schema` describes them."""
        return _json.loads(self._ask(command, arguments, {**options, "json": True}))

    def _ask(self, command: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> str:
        given = [*self._common, command, *_options(options), "--", *map(str, arguments)]
        text, self.messages = _run(given)
        for message in self.messages:
            warnings.warn(message, AnliWarning, stacklevel=3)
        return text

    def __repr__(self) -> str:
        return f"anli.open({' '.join(self._common)})"


def _options(options: dict[str, Any]) -> list[str]:
    """Options by their names in Python: `by="case"`, `explain=True`, `level=["全国", "全省"]`."""
    out: list[str] = []
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is True:
            out.append(flag)
        elif value is not None and value is not False:
            for one in value if isinstance(value, (list, tuple)) else [value]:
                out.append(f"{flag}={one}")
    return out


def _run(arguments: list[str], name: str = "anli") -> tuple[str, list[str]]:
    """What a program writes, and the lines that it says beside it; an error for its exit status 2."""
    done = subprocess.run(
        [program(name), *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace"
    )
    said = [line for line in done.stderr.splitlines() if line.strip()]
    if done.returncode in (0, _NOTHING_FOUND):
        return done.stdout, said
    code, message = "error", "\n".join(said) or f"{name} ended with {done.returncode}"
    for text in (done.stdout, done.stderr):
        try:
            error = _json.loads(text)["error"]
            code, message = error["code"], error["message"]
            break
        except (ValueError, KeyError, TypeError):
            continue
    raise AnliError(code, message)


def _main() -> int:
    """`python -m anli`: the program itself."""
    return subprocess.run([program(), *sys.argv[1:]]).returncode
