"""Builds the compiled core. Everything that is not an extension module is declared in pyproject.toml.

Environment switches (0 or empty means off):
TENSORLAB_DEBUG     no optimisation, assertions, debug information, checked indexing in Cython
TENSORLAB_SANITIZE  AddressSanitizer and UndefinedBehaviorSanitizer; run Python with libasan preloaded
TENSORLAB_COVERAGE  gcov counters in C, line tracing in Cython
TENSORLAB_BASE      only the kernels that every machine can run: a third of the time to compile
TENSORLAB_ANNOTATE  Cython's HTML report beside each generated C file in build/
"""

import os
import platform
import shlex
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
CORE = "tensorlab_c"
DEBUG, SANITIZE, COVERAGE, BASE, ANNOTATE = (
    os.environ.get(f"TENSORLAB_{switch}", "0") not in ("", "0")
    for switch in ("DEBUG", "SANITIZE", "COVERAGE", "BASE", "ANNOTATE")
)
# instruction sets that kernels are compiled for, each by TL_ISA and a directory of its own
SETS = ["base"] if BASE or platform.machine() not in ("x86_64", "AMD64") else ["v4", "v3", "base"]
JOBS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def files(*patterns):
    """Paths under the core, relative to the project as setuptools wants them, sorted."""
    return sorted(str(p.relative_to(ROOT)) for pattern in patterns for p in (ROOT / CORE).glob(pattern))


def flags():
    """For compiler and linker: nothing depends on the build machine, nothing relaxes IEEE arithmetic."""
    compile_args = ["-std=gnu11", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
    compile_args += ["-fvisibility=hidden", "-pthread"]
    link_args = ["-pthread"]
    if DEBUG:
        compile_args += ["-O0", "-g3", "-UNDEBUG"]
    elif SANITIZE or COVERAGE:
        compile_args += ["-O1", "-g", "-UNDEBUG", "-fno-omit-frame-pointer"]
    else:
        compile_args += ["-O2", "-g0", "-fno-asynchronous-unwind-tables"]  # others see level_flags
        link_args += ["-Wl,-x" if sys.platform == "darwin" else "-Wl,-s"]
    if SANITIZE:
        sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
        compile_args += sanitizers
        link_args += sanitizers
    if BASE:
        compile_args += ["-DTL_BASE_ONLY"]
    if COVERAGE:
        compile_args += ["--coverage", "-DCYTHON_TRACE_NOGIL=1"]
        link_args += ["--coverage"]
    return {"extra_compile_args": compile_args, "extra_link_args": link_args}


def extensions():
    """One extension per .pyx; the C library is part of _tensor alone, so that there is one dispatch table."""
    library = files("src/*.c", "core/*.c")
    headers = files("*.pxd", "*.pxi", "core/*.pxi", "core/*.h", "src/**/*.h", "src/**/*.def")
    modules = sorted((Path(p).stem for p in files("*.pyx")), key=lambda name: (name != "_tensor", name))
    return [
        Extension(
            f"{CORE}.{name}",
            (library if name == "_tensor" else []) + [f"{CORE}/{name}.pyx"],
            include_dirs=[CORE, f"{CORE}/src"],
            depends=["setup.py", *(headers if name == "_tensor" else [])],
            **flags(),
        )
        for name in modules
    ]


# modules whose functions do so much more than one kernel's work that their own code may be the smallest
SMALL = (
    "calculus", "convolution", "counting", "covariance", "cumulative", "draws", "dtypes", "einsum",
    "elementwise", "indexing", "joining", "lapack", "logic", "manipulation", "normalization", "products",
    "quantiles", "rearranging", "searching", "signal", "sorting", "statistics",
)  # fmt: skip


def level_flags(source, output_dir):
    """-O3 vectorises the loops of kernels. Beside better sets base is for rare old machines and must be
    small; of the hundreds of conversions none is unrolled. Elsewhere -O2 makes smaller, no slower code, and
    -Os code of two thirds of its size, whose calls take a quarter longer."""
    if source.parent.name != "kernels":
        return ["-Os"] if source.parent.name == CORE and source.stem in SMALL else []
    level = ["-O3"]
    if len(SETS) > 1 and output_dir.name == "base":
        level = ["-Os"]
    elif source.stem == "cast":
        level = ["-O2", "-ftree-vectorize", "-fvect-cost-model=dynamic", "--param=vect-epilogues-nomask=0"]
    elif source.stem == "optim":  # its loops are not there once for every mix of options
        level = ["-O3", "--param=max-unswitch-level=2"]
    # no signed overflow happens there, and gcc 12 crashes on a loop under Python 3.13's -fno-strict-overflow
    return [*level, "-fstrict-overflow", "-Werror=implicit-function-declaration"]


class BuildExt(build_ext):
    """Compiles the objects of all extensions in one thread pool, and only those that are out of date."""

    def build_extensions(self):
        if self.extensions:
            self._cythonize()
        self.force = True  # look at every extension; _compile and the linker step skip what is up to date
        self.parallel = max(len(self.extensions), 1)  # these threads only wait for the pool, then link
        with ThreadPoolExecutor(JOBS) as self.pool:
            self.compiler.compile = self._compile
            super().build_extensions()

    def build_extension(self, ext):
        if ext.name.endswith("._tensor"):  # kernels first: they take longest
            kernels = files("src/kernels/*.c")
            with ThreadPoolExecutor(len(SETS)) as waiting:
                objects = waiting.map(lambda isa: self.compiler.compile(
                    kernels, f"{self.build_temp}/{isa}", [("TL_ISA", isa)], ext.include_dirs,
                    extra_postargs=ext.extra_compile_args), SETS)  # fmt: skip
                ext.extra_objects = [obj for of_set in objects for obj in of_set]
        super().build_extension(ext)

    def _cythonize(self):
        from Cython import __version__
        from Cython.Build import cythonize

        directives = {
            "language_level": 3,
            "binding": True,
            "embedsignature": True,
            "embedsignature.format": "clinic",
            "boundscheck": DEBUG,
            "wraparound": False,
            "initializedcheck": DEBUG,
            "cdivision": True,
            "linetrace": COVERAGE,
        }
        made_by = zlib.crc32(repr((__version__, directives)).encode())  # cythonize compares ages only
        translated = cythonize(
            self.extensions,
            nthreads=JOBS,
            force=self.force or ANNOTATE,
            annotate=ANNOTATE,
            build_dir=f"build/cython-{made_by:08x}",
            compiler_directives=directives,
        )
        sources = {ext.name: ext.sources for ext in translated}
        for ext in self.extensions:
            ext.sources = sources[ext.name]

    def _compile(self, sources, output_dir=None, macros=None, include_dirs=None, debug=False,
                 extra_preargs=None, extra_postargs=None, depends=None):  # fmt: skip
        """Stands in for CCompiler.compile, with its arguments."""
        _, objects, extra, pp_opts, build = self.compiler._setup_compile(
            output_dir, macros, include_dirs, sources, depends, extra_postargs
        )
        args = self.compiler._get_cc_args(pp_opts, debug, extra_preargs)
        command = shlex.join([*self.compiler.compiler_so, *args, *extra])

        def compile_one(obj):
            source, ext = build[obj]
            record = Path(f"{obj}.d")
            flags = level_flags(Path(source), Path(output_dir or "")) if "-O2" in extra else []
            made_by = shlex.join([command, *flags])
            if self.compiler.force or not up_to_date(Path(obj), record, made_by):
                record.unlink(missing_ok=True)
                started = time.time()
                flags = [*extra, "-MMD", "-MF", str(record), *flags]
                self.compiler._compile(obj, source, ext, args, flags, pp_opts)
                os.utime(obj, (started, started))  # older than what was edited while it was compiled
                record.write_text(f"{record.read_text()}# {made_by}\n")  # complete only now

        list(self.pool.map(compile_one, objects))
        return objects


def up_to_date(obj, record, command):
    """Whether the object was made by this command and is newer than every file the compiler read for it."""
    if not (obj.exists() and record.exists()):
        return False
    rule, _, made_by = record.read_text().rpartition("# ")
    if made_by != f"{command}\n":
        return False
    made = obj.stat().st_mtime
    inputs = shlex.split(rule.replace("\\\n", " "))[1:]
    return all(os.path.exists(path) and os.path.getmtime(path) <= made for path in inputs)


if __name__ == "__main__":
    os.chdir(ROOT)
    setup(ext_modules=extensions(), cmdclass={"build_ext": BuildExt})
