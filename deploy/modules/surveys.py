"""Makes `kiosk/shipped/surveys` from the tables beside it, as `safe_or_scam.py` makes its own.

Run `python deploy/modules/surveys.py` after a change of the tables, look at the pictures, and
commit. Needs Pillow.
"""

from safe_or_scam import HERE, ROOT, make

if __name__ == "__main__":
    make(HERE / "surveys", ROOT / "kiosk" / "shipped" / "surveys")
