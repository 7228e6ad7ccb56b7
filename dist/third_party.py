#!/usr/bin/env python3
"""Prints the licences of everything that is compiled into the programs, for the packages.

Each crate with its version, its licence and the files in which it states it, as cargo has them on this machine."""

import json
import pathlib
import subprocess
import sys

NAMES = ("license", "licence", "copying", "notice", "copyright", "unlicense")


def main() -> None:
    host = next(
        line.removeprefix("host: ")
        for line in subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout.splitlines()
        if line.startswith("host: ")
    )
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", host]
    metadata = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    reached, waiting = set(), [root]
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if normal and dependency["pkg"] not in reached:
                reached.add(dependency["pkg"])
                waiting.append(dependency["pkg"])
    texts: dict[str, list[str]] = {}
    bare = []
    for package in sorted((packages[name] for name in reached), key=lambda package: package["name"]):
        title = f"{package['name']} {package['version']} ({package['license'] or 'see its file'})"
        folder = pathlib.Path(package["manifest_path"]).parent
        files = sorted(file for file in folder.iterdir() if file.is_file() and file.name.lower().startswith(NAMES))
        if not files:
            bare.append(title)
        for file in files:
            texts.setdefault(file.read_text(encoding="utf-8", errors="replace").strip(), []).append(title)
    out = sys.stdout
    out.write("What is compiled into these programs beside their own code, and under which licences.\n")
    for text, titles in texts.items():
        out.write("\n" + "=" * 78 + "\n" + "\n".join(dict.fromkeys(titles)) + "\n" + "-" * 78 + "\n" + text + "\n")
    if bare:
        out.write("\n" + "=" * 78 + "\nWithout a file of their own:\n" + "\n".join(bare) + "\n")


main()
