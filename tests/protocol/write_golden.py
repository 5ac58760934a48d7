"""Writes a golden file for each type and version of a body that has none yet.

Run `.venv/bin/python tests/protocol/write_golden.py`. A file that is there is never written again:
machines in the field hold such bytes, so what read them once must read them for ever.
"""

import base64
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "golden"


def main():
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from protocol.samples import BODIES, PICTURE, fact, keys

    from kiosk.protocol.bodies import type_of, version_of, write_body

    for body in BODIES:
        kind = type_of(body)
        version = version_of(body)
        path = FOLDER / f"{kind}.{version}.json"
        if path.exists():
            continue
        plain = write_body(body)
        signed = fact(plain, kind=kind, tv=version, blobs=(PICTURE,))
        golden = {
            "type": kind,
            "tv": version,
            "public_key": keys().public_signing.hex(),
            "body": json.loads(plain),
            "raw": base64.b64encode(signed.raw).decode(),
            "signature": base64.b64encode(signed.signature).decode(),
        }
        path.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
