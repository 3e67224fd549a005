"""Writes records with nothing but places, for the scorer: places_records.py GOLD PARSES
odd|even|all OUT.

OUT.gold.jsonl and OUT.jsonl are for score.py; with --floor each name is the largest place of that
name.
"""

import json
import pickle
import sys
import time
from pathlib import Path

import msgspec

from talion.knowledge.gazetteer import Gazetteer
from talion.reading.places import read

gold, parses, part, out = sys.argv[1:5]
docs = [json.loads(line) for line in Path(gold).read_text("utf-8").split("\n") if line]
docs = {"even": docs[::2], "odd": docs[1::2], "all": docs}[part]
parsed = pickle.loads(Path(parses).read_bytes())
gazetteer = Gazetteer.load()
read(parsed[docs[0]["id"]], gazetteer)
spent = size = 0.0
with open(out + ".jsonl", "w") as records, open(out + ".gold.jsonl", "w") as golds:
    for doc in docs:
        start = time.perf_counter()
        places = read(parsed[doc["id"]], gazetteer)
        spent += time.perf_counter() - start
        size += len(parsed[doc["id"]].tokens)
        rows = msgspec.to_builtins(places)
        if "--floor" in sys.argv:
            for row in rows:
                found = gazetteer.find(doc["text"][slice(*row["span"])])
                if found:
                    first = found[0]
                    row |= {
                        "name": first.name,
                        "lat": first.lat,
                        "lon": first.lon,
                        "kind": first.kind,
                    }
                    row |= {"country": first.country, "geonames": first.geonames}
        record = {"document": {"id": doc["id"], "text": doc["text"]}, "places": rows}
        records.write(json.dumps(record) + "\n")
        golds.write(json.dumps(doc) + "\n")
print(f"{size / spent:,.0f} tokens a second")
