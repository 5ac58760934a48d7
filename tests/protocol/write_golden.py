"""Writes a golden file for each version of a body and of the calls that has none yet.

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
    from protocol.call_samples import SAID, as_json, shapes
    from protocol.samples import BODIES, PICTURE, fact, keys

    from kiosk.protocol.bodies import type_of, version_of, write_body
    from kiosk.protocol.version import CALLS_VERSION

    for body in BODIES:
        kind = type_of(body)
        version = version_of(body)
        path = FOLDER / f"{kind}.{version}.json"
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
        write(path, golden)
    name = f"{CALLS_VERSION}.json"
    write(FOLDER / "calls" / name, {type(said).__name__: as_json(said) for said in SAID})
    write(FOLDER / "shapes" / name, shapes())


def write(path, golden):
    if not path.exists():
        path.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(path)


if __name__ == "__main__":
    main()
