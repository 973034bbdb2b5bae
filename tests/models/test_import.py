"""Asking about models must not cost the seconds that torch takes to import."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "tokenizers", "safetensors")


@pytest.mark.parametrize(
    "asking",
    [
        "import pipeline.models",
        "from pipeline.models import check_reference; check_reference(FOLDER, task='generate')",
        "from pipeline.models import check_reference; check_reference('embedded:lexrank')",
        "from pipeline.models import known_embedded; known_embedded()",
        "from pipeline.models.settings import check_names; check_names({'num_beams': 4}, 'summarize')",
        "from pipeline.models import Models; from pipeline.config.schema import Runtime; Models(Runtime())",
    ],
)
def test_nothing_heavy_is_imported(asking, tiny_bart):
    code = (
        f"FOLDER = {str(tiny_bart)!r}\n{asking}\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
