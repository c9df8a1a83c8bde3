"""Reads a file's manifest with somebody else's reader: PyPI `c2pa-python`.

    python read_manifest.py FILE  ->  {"state", "failures": [...], "assertions": [...], ...} on stdout

`state` is `Trusted`, `Valid`, `Invalid` or `None`. Exit code 0 unless the file cannot be read at all.
"""

import json
import sys

import c2pa


def failures(store):
    """Failure codes of the active manifest and of every ingredient."""
    results = store.get("validation_results") or {}
    groups = [results.get("activeManifest") or {}]
    groups += [d.get("validationDeltas") or {} for d in results.get("ingredientDeltas") or []]
    return [status["code"] for group in groups for status in group.get("failure") or []]


def report(path):
    try:
        with c2pa.Reader(path) as reader:
            store = json.loads(reader.json())
    except c2pa.C2paError.ManifestNotFound:
        return {"state": "None", "failures": [], "assertions": []}
    active = store["manifests"][store["active_manifest"]]
    return {
        "state": store.get("validation_state"),
        "failures": failures(store),
        "assertions": [
            {"label": a["label"], "data": a.get("data"), "created": a.get("created")}
            for a in active.get("assertions") or []
        ],
        "title": active.get("title"),
        "issuer": (active.get("signature_info") or {}).get("issuer"),
        "ingredients": [i.get("relationship") for i in active.get("ingredients") or []],
        "reader": c2pa.sdk_version(),
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    json.dump(report(sys.argv[1]), sys.stdout, ensure_ascii=False, indent=2)
    print()
