#!/usr/bin/env python3
"""Runs the official test suite of JSON Schema through the program schema_check.

With the suite of draft 2020-12 (a checkout of json-schema-org/JSON-Schema-Test-Suite) all mandatory cases must agree:
  official_cases.py build/release/bin/schema_check --suite DIR --draft draft2020-12
Debian's package json-schema-test-suite ends with draft-07: its cases are rewritten in the terms of 2020-12, and those
whose meaning has changed are left out (KNOWN). Without this package the script ends with 77: skipped.
"""
import argparse
import glob
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../python"))
import needs  # noqa: E402

DEBIAN = "/usr/share/json-schema-test-suite"

# Draft-07 cases that say something else in 2020-12: (file, description of the group).
KNOWN = {
    ("definitions.json", None),  # about the metaschema of draft-07
    ("ref.json", "remote ref, containing refs itself"),  # likewise
    ("ref.json", "ref overrides any sibling keywords"),  # siblings count since 2019-09
    ("ref.json", "relative pointer ref to array"),  # points into an array of `items`, which is `prefixItems` now
}


def modernise(schema):
    """A draft-07 schema in the terms of 2020-12."""
    if isinstance(schema, list):
        return [modernise(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    new = {key: value if key in ("const", "enum", "default") else modernise(value) for key, value in schema.items()}
    if isinstance(new.get("items"), list):
        new["prefixItems"] = new.pop("items")
        if "additionalItems" in new:
            new["items"] = new.pop("additionalItems")
    if isinstance(new.get("dependencies"), dict):
        for key, value in new.pop("dependencies").items():
            new.setdefault("dependentRequired" if isinstance(value, list) else "dependentSchemas", {})[key] = value
    return new


def read_remotes(folder, rewrite):
    """All documents of the suite's `remotes`, by the URIs that the cases use."""
    remotes = {}
    for path in sorted(glob.glob(os.path.join(folder, "**", "*.json"), recursive=True)):
        uri = "http://localhost:1234/" + os.path.relpath(path, folder).replace(os.sep, "/")
        with open(path, encoding="utf-8") as file:
            remotes[uri] = rewrite(json.load(file))
    return remotes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the program schema_check")
    parser.add_argument("--suite", default=DEBIAN, help="folder with tests/ and remotes/ (default: Debian's)")
    parser.add_argument("--draft", default="draft7", help="sub-folder of tests/ (default: draft7)")
    arguments = parser.parse_args()
    files = sorted(glob.glob(os.path.join(arguments.suite, "tests", arguments.draft, "*.json")))
    if not files:
        if arguments.suite == DEBIAN:
            needs.leave("json-schema-test-suite")
        parser.error(f"no suite at {arguments.suite}")
    rewrite = modernise if arguments.draft == "draft7" else lambda schema: schema
    remotes = read_remotes(os.path.join(arguments.suite, "remotes"), rewrite)
    checker = subprocess.Popen([arguments.program, "--lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    count = wrong = 0
    for path in files:
        name = os.path.basename(path)
        with open(path, encoding="utf-8") as file:
            groups = json.load(file)
        for group in groups:
            if arguments.draft == "draft7" and {(name, None), (name, group["description"])} & KNOWN:
                continue
            for test in group["tests"]:
                request = {"schema": rewrite(group["schema"]), "instance": test["data"], "remotes": remotes}
                checker.stdin.write(json.dumps(request) + "\n")
                checker.stdin.flush()
                verdict = checker.stdout.readline().strip()
                count += 1
                if verdict != ("valid" if test["valid"] else "invalid"):
                    wrong += 1
                    print(f"{name}: {group['description']}: {test['description']}: {verdict}")
    print(f"{count} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
