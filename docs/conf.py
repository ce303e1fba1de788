"""The site: Markdown pages, a lecture whose pages are executed, a reference from the docstrings."""

import os
import sys
from pathlib import Path

import tensorlab

HERE = Path(__file__).parent
GRAPHS = HERE.parent / "benchmarks" / "html"
sys.path.insert(0, str(HERE / "_ext"))

# pictures on executed pages are vector graphics on a white sheet
SETTINGS = """
c.IPKernelApp.log_level = 40
c.HistoryManager.enabled = False
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "facecolor": "white"}
c.InlineBackend.rc = {"figure.figsize": (6, 3.6), "svg.hashsalt": "tensorlab"}
"""
os.environ["IPYTHONDIR"] = str(HERE / "_build" / "ipython")
profile = HERE / "_build" / "ipython" / "profile_default"
profile.mkdir(parents=True, exist_ok=True)
(profile / "ipython_config.py").write_text(SETTINGS, encoding="utf-8")

project = "tensorlab"
author = copyright = "The tensorlab developers"
version = release = tensorlab.__version__
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_design",
    "chapter",
    "example",
    "mathml",
    "name_table",
    "rows",
]
exclude_patterns = ["_build", "_ext"]

# ---- Markdown, and pages that are executed -----------------------------------------------------------------
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_execution_in_temp = True  # where pages may write files
nb_execution_show_tb = True
nb_code_prompt_show = "A solution"
nb_code_prompt_hide = "A solution"
nb_output_stderr = "error"  # a warning on a page is a failure of the build
nb_merge_streams = True
nb_render_markdown_format = "myst"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# ---- docstrings --------------------------------------------------------------------------------------------
default_role = "name"
add_module_names = False
autodoc_member_order = "alphabetical"
autodoc_typehints = "none"
autodoc_preserve_defaults = True
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_use_plots = False

# ---- pages -------------------------------------------------------------------------------------------------
html_theme = "furo"
html_title = "tensorlab"
html_static_path = ["_static"]
html_extra_path = [str(GRAPHS)] if (GRAPHS / "graphs").exists() else []  # which make graphs makes
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
