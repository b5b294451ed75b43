"""Starts everything that the site needs on one machine, and stops it again; `python -m alsweb.launch`."""
