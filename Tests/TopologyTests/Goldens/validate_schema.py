"""Says for each numbered YAML file of a folder whether the folder's schema.json takes it."""

import json
import pathlib
import sys

import yaml
from jsonschema import Draft202012Validator

folder = pathlib.Path(sys.argv[1])
schema = json.loads((folder / "schema.json").read_text())
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)

for path in sorted(folder.glob("*.yml"), key=lambda path: int(path.stem)):
    try:
        document = yaml.safe_load(path.read_text())
    except (yaml.YAMLError, ValueError, TypeError):
        print(path.stem, "unreadable")
        continue
    print(path.stem, "valid" if validator.is_valid(document) else "invalid")
