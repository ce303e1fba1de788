"""How long sources and functions are, in lines of code: docstrings, comments and empty lines do not count."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # the checkout, wherever the package is installed
SUFFIXES = (".py", ".pyx", ".pxi", ".pxd", ".c", ".h")
FOLDERS = (ROOT / "tensorlab", ROOT / "tensorlab_c")
FILES = sorted(p for folder in FOLDERS for p in folder.rglob("*") if p.suffix in SUFFIXES)
TEXT = re.compile(r'[rf]?"""(?:[^"\\]|\\.|"(?!""))*"""', re.S)
COMMENT = re.compile(r"#[^\n]*|" + r'("(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')')
C_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|" + r'("(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')', re.S)
DEF = re.compile(r"( *)(?:async def|def|cdef|cpdef) (?!class|extern|enum|struct)[^=]*?(\w+)\(")


def code(path):
    """The lines that count; strings within a line stay what they are, C within Cython stays, too."""
    text = path.read_text()
    if path.suffix in (".c", ".h"):
        text = C_COMMENT.sub(lambda m: m[1] or "", text)
    else:
        text = TEXT.sub(lambda m: m[0] if text[: m.start()].rstrip().endswith("from *:") else '""', text)
        text = COMMENT.sub(lambda m: m[1] or "", text)
    return [line for line in text.splitlines() if line.strip()]


def functions(path):
    """Pairs of a function's name and its length, which includes its head."""
    return c_functions(code(path)) if path.suffix in (".c", ".h") else python_functions(code(path))


def python_functions(lines):
    for i, line in enumerate(lines):
        head = DEF.match(line)
        if not head:
            continue
        inside = head[1] + " ", head[1] + ")"  # a head of several lines ends with the latter
        length = 1
        while i + length < len(lines) and lines[i + length].startswith(inside):
            length += 1
        yield head[2], length


def c_functions(lines):
    """By the layout that clang-format gives: a function ends with a brace in the first column."""
    start, name = 0, ""
    for i, line in enumerate(lines):
        if not line[0].isspace() and line[0] not in "{}#":
            start, name = i, line
        elif line.startswith("}") and "(" in name:
            yield name.rpartition("(")[0].split()[-1], i - start + 1
