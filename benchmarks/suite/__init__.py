"""Suites of asv: tables of operations, with a parameter lib, so that tensorlab stands beside its peers."""

if __name__ == "suite":  # asv, which imports once and forks for each benchmark
    from .common import load_all

    load_all()
