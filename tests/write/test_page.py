"""What goes into a page besides its content."""

import pytest

from pipeline.write import page


@pytest.mark.parametrize("name", ["base.css", "report.css", "report.js", "index.css", "index.js"])
def test_assets_fetch_nothing_and_cannot_end_their_element(name):
    text = (page.TEMPLATES / name).read_text(encoding="utf-8")
    for forbidden in ("http:", "https:", "url(", "@import", "fetch(", "XMLHttpRequest", "innerHTML", "eval(", "</"):
        assert forbidden not in text


def test_an_asset_that_would_end_its_element_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "TEMPLATES", tmp_path)
    (tmp_path / "bad.js").write_text("'</script>'")
    with pytest.raises(ValueError, match="must not hold"):
        page._asset("bad.js")


def test_the_policy_allows_one_style_and_one_script():
    assert page.policy("a", "b") == (
        "default-src 'none'; "
        "style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; "
        "script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
