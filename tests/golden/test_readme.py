"""What the README shows is what the program says."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_session_in_the_readme_is_the_golden_one():
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL).group(1)
    shown = re.sub(r"run [0-9a-f]{12}", "run any run", shown)
    shown = re.sub(r"KKT residual of the target [^,]+,", "KKT residual of the target tiny,", shown)
    assert shown == (ROOT / "tests" / "golden" / "example-80.txt").read_text(encoding="utf-8")


def test_the_python_in_the_readme_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own text
    assert "VTWO" in capsys.readouterr().out


def test_every_file_the_readme_links_to_exists():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) > 5
    assert all((ROOT / link).exists() for link in links)
