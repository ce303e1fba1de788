"""Builds the compiled core. Everything that is not an extension module is declared in pyproject.toml.

Environment switches (0 or empty means off):
TENSORLAB_DEBUG     no optimisation, assertions, debug information, checked indexing in Cython
TENSORLAB_SANITIZE  AddressSanitizer and UndefinedBehaviorSanitizer; run Python with libasan preloaded
TENSORLAB_COVERAGE  gcov counters in C, line tracing in Cython
TENSORLAB_BASE      only the kernels that every machine can run: a third of the time to compile
TENSORLAB_ANNOTATE  Cython's HTML report beside each generated C file in build/
"""

import copy
import os
import platform
import shlex
import subprocess
import sys
import sysconfig
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

if sys.version_info < (3, 11) or sys.implementation.name != "cpython":
    here = f"{platform.python_implementation()} {platform.python_version()}, {sys.executable}"
    sys.exit(f"tensorlab needs CPython 3.11 or newer: this is {here}")
if sys.maxsize < 2**32 or sys.byteorder != "little":
    here = f"{platform.machine()} with {sys.maxsize.bit_length() + 1} bits, {sys.byteorder} byte first"
    sys.exit(f"tensorlab needs a CPU of 64 bits, little byte first, as x86-64 and ARM64 are: this is {here}")

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
CORE = "tensorlab_c"
DEBUG, SANITIZE, COVERAGE, BASE, ANNOTATE = (
    os.environ.get(f"TENSORLAB_{switch}", "0") not in ("", "0")
    for switch in ("DEBUG", "SANITIZE", "COVERAGE", "BASE", "ANNOTATE")
)
# instruction sets that kernels are compiled for, each by TL_ISA and a directory of its own
X86 = sysconfig.get_platform().endswith(("x86_64", "amd64"))  # what is compiled for, also elsewhere
SETS = ["v4", "v3", "base"] if X86 and not BASE else ["base"]
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
        # without symbols, the number of the build and pages that are padded to keep headers apart from code
        link_args += ["-Wl,-x" if sys.platform == "darwin" else "-Wl,-s,--build-id=none,-z,noseparate-code"]
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
    """One extension per .pyx; the C library is linked into _tensor alone: there is one dispatch table."""
    headers = files("*.pxd", "*.pxi", "core/*.pxi", "core/*.h", "src/**/*.h", "src/**/*.def")
    modules = sorted((Path(p).stem for p in files("*.pyx")), key=lambda name: (name != "_tensor", name))
    return [
        Extension(
            f"{CORE}.{name}",
            (files("core/*.c") if name == "_tensor" else []) + [f"{CORE}/{name}.pyx"],
            include_dirs=[CORE, f"{CORE}/src"],
            depends=["setup.py", *(headers if name == "_tensor" else [])],
            **flags(),
        )
        for name in modules
    ]


# modules whose functions do so much more than one kernel's work that their own code may be the smallest
SMALL = (
    "calculus", "convolution", "counting", "covariance", "cumulative", "derivatives", "draws", "dtypes",
    "einsum", "elementwise", "indexing", "joining", "lapack", "logic", "loss", "manipulation",
    "normalization", "optim", "products", "quantiles", "rearranging", "searching", "signal", "sorting",
    "statistics",
)  # fmt: skip


def level_flags(source, output_dir):
    """-O3 vectorises the loops of kernels. Beside better sets base is for rare old machines and must be
    small; of the hundreds of conversions none is unrolled. Elsewhere -O2 makes smaller, no slower code, and
    -Os code of two thirds of its size, whose calls take a quarter longer. What Cython says is unlikely is out
    of the way and small where gcc does not take that for one time in ten."""
    if source.parent.name == CORE:
        unaligned = [f"-falign-{what}=1" for what in ("functions", "jumps", "labels", "loops")]
        return ["-Os"] if source.stem in SMALL else ["--param=builtin-expect-probability=100", *unaligned]
    if source.parent.name != "kernels":
        return []
    level = ["-O3"]
    if len(SETS) > 1 and output_dir.name == "base":
        level = ["-Os"]
    elif source.stem == "cast":
        level = ["-O2", "-ftree-vectorize", "-fvect-cost-model=dynamic", "--param=vect-epilogues-nomask=0"]
    elif source.stem in ("conv", "gemm"):  # written in vectors, which with -O3 gain nothing or spill
        level = ["-O2", "-ftree-vectorize", "-fvect-cost-model=dynamic"]
    elif source.stem == "reduce" or (source.stem == "elementwise" and output_dir.name == "v3"):
        level = ["-O3", "--param=vect-epilogues-nomask=0"]  # a tenth to a fifth less: ends of loops
    elif source.stem == "optim":  # its loops are not there once for every mix of options
        level = ["-O3", "--param=max-unswitch-level=2"]
    return [*level, "-Werror=implicit-function-declaration"]


def check_compiler(command):
    """Ends the build where this compiler cannot do it."""
    needs = "tensorlab needs a C compiler, gcc 11, clang 14 or newer"
    ask = [*command, "-dM", "-E", "-x", "c", os.devnull]
    try:
        macros = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{needs}: {shlex.join(command)} cannot be used ({error}); name another with CC=...")
    known = dict(line.split(" ", 2)[1:] for line in macros.splitlines() if line.count(" ") > 1)
    name, macro, least = "gcc", "__GNUC__", 11
    if "__clang_major__" in known:
        name, macro, least = "clang", "__clang_major__", 14
    if int(known.get(macro, 0)) < least:
        is_ = f"{shlex.join(command)} is {name} {known.get(macro, '?')}"
        sys.exit(f"{needs}: {is_}; name another with CC=...")


class BuildExt(build_ext):
    """Compiles the objects of all extensions in one thread pool, and only those that are out of date."""

    def build_extensions(self):
        if self.compiler.compiler_type != "unix":
            sys.exit("tensorlab is compiled by gcc or clang, with POSIX threads: use WSL on Windows")
        check_compiler(self.compiler.compiler_so[:1])
        if self.extensions:
            self._cythonize()
        self.force = True  # look at every extension; _compile and the linker step skip what is up to date
        self.parallel = max(len(self.extensions), 1)  # these threads only wait for the pool, then link
        linker = self.compiler.linker_so  # may name folders of the machine that Python was built on
        self.compiler.linker_so = [arg for arg in linker if not arg.startswith("-Wl,-rpath")]
        if sys.prefix != sys.base_prefix:  # environments of one interpreter share objects
            own = os.path.join(sys.exec_prefix, "include")
            self.compiler.include_dirs = [path for path in self.compiler.include_dirs if path != own]
        with ThreadPoolExecutor(JOBS) as self.pool:
            self.compiler.compile = partial(self._compile, copy.copy(self.compiler))
            super().build_extensions()

    def build_extension(self, ext):
        if ext.name.endswith("._tensor"):
            ext.extra_objects = self._library(ext)
        super().build_extension(ext)

    def _library(self, ext):
        """Objects of the C library. It knows nothing of Python, so all Pythons' builds share them: without
        Python's headers, and without its word on overflow, which also makes gcc 12 crash on a loop."""
        compiler = copy.copy(self.compiler)
        compiler.include_dirs = []
        of_python = ("-fwrapv", "-fno-strict-overflow")
        compiler.compiler_so = [arg for arg in compiler.compiler_so if arg not in of_python]
        home = Path(self.build_temp).parent / f"core.{self.plat_name}"
        kernels = files("src/kernels/*.c")  # first: they take longest
        jobs = [(kernels, f"{home}/{isa}", [("TL_ISA", isa)]) for isa in SETS]
        jobs += [(files("src/*.c"), str(home), [])]
        with ThreadPoolExecutor(len(jobs)) as waiting:
            objects = waiting.map(lambda job: self._compile(
                compiler, *job, ext.include_dirs, extra_postargs=ext.extra_compile_args), jobs)  # fmt: skip
            return [obj for of_job in objects for obj in of_job]

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

    def _compile(self, compiler, sources, output_dir=None, macros=None, include_dirs=None, debug=False,
                 extra_preargs=None, extra_postargs=None, depends=None):  # fmt: skip
        """Stands in for CCompiler.compile, with its arguments, of this compiler."""
        _, objects, extra, pp_opts, build = compiler._setup_compile(
            output_dir, macros, include_dirs, sources, depends, extra_postargs
        )
        args = compiler._get_cc_args(pp_opts, debug, extra_preargs)
        command = shlex.join([*compiler.compiler_so, *args, *extra])

        def compile_one(obj):
            source, ext = build[obj]
            record = Path(f"{obj}.d")
            flags = level_flags(Path(source), Path(output_dir or "")) if "-O2" in extra else []
            made_by = shlex.join([command, *flags])
            if compiler.force or not up_to_date(Path(obj), record, made_by):
                record.unlink(missing_ok=True)
                started = time.time()
                flags = [*extra, "-MMD", "-MF", str(record), *flags]
                compiler._compile(obj, source, ext, args, flags, pp_opts)
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
