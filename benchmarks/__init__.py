"""How much the site costs beside a floor that is measured in the same run; `python -m benchmarks`, see README.md."""
