"""tensorlab demo: the page, its pictures, its sentences."""

import re

import pytest

pytest.importorskip("matplotlib")

from tensorlab._cli import main
from tensorlab.demo.page import Section


def test_the_demo(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path), "--epochs", "1"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and all(line.startswith("epoch 1/1  loss ") for line in lines)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="([^"]+)"', text)
    assert len(pictures) == len(set(pictures)) == 14
    for name in pictures:
        data = (tmp_path / name).read_bytes()
        if name.endswith(".svg"):
            assert b"<svg" in data
            inches = [float(x) / 72 for x in re.findall(rb'(?:width|height)="([\d.]+)pt"', data)[:2]]
        elif name.endswith(".gif"):
            assert data.startswith(b"GIF89a")
            inches = [
                int.from_bytes(data[6:8], "little") / 130
            ]  # one picture, large enough at three quarters
        else:
            assert data.startswith(b"\x89PNG")
            inches = [int.from_bytes(data[at : at + 4], "big") / 200 for at in (16, 20)]  # twice 96 and more
        assert inches[0] <= 4.7, f"{name} is too wide to be read at 400 pixels"
    for words in ("times the work", "plain descent ends ahead of all says more about the valley"):
        assert words in text


@pytest.mark.slow
def test_the_demo_can_be_quiet(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path), "--epochs", "1", "--quiet"]) == 0
    output = capsys.readouterr()
    assert output.err == "" and "\r" not in output.out


def test_without_matplotlib_one_line_says_what_to_install(tmp_path, capsys, without_matplotlib):
    assert main(["demo", "--out", str(tmp_path / "page")]) == 1
    assert re.fullmatch(r".*drawing needs Matplotlib.*'tensorlab\[plot\]'\n", capsys.readouterr().err)
    assert not (tmp_path / "page").exists()


def test_panels_wrap_and_tables_scroll():
    section = Section("A", "one\n\ntwo <three>", [["x", "y"], ["1", "2"]], [(["a.svg", "b.svg"], "both")])
    page = section.html()
    assert page.count("<p>") == 2 and "two &lt;three&gt;" in page
    assert page.count('<div class="panels">') == 1 and page.count("<img ") == 2
    assert '<div class="table"><table>' in page


def test_epochs_beyond_sense(capsys):
    with pytest.raises(SystemExit):
        main(["demo", "--epochs", "1" + "0" * 30])
    assert "expected a whole number of at most 1000000000" in capsys.readouterr().err
