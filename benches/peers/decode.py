"""Time that Python takes to decode the scoreboard's payloads: best of many runs, in milliseconds.

usage: python3 decode.py DIR    after: scoreboard --write-payloads DIR
"""
import json
import sys
import time
import xml.etree.ElementTree as tree
import zlib

ZBXD_HEADER = 13

WORK = [
    ("zbx", "zbx-proxy-data.json", "json.loads", json.loads),
    ("zbx", "zbx-proxy-data.frame", "zlib + json.loads", lambda b: json.loads(zlib.decompress(b[ZBXD_HEADER:]))),
    ("glpi", "glpi-inventory.json", "json.loads", json.loads),
    ("glpi", "glpi-inventory.json.zlib", "zlib + json.loads", lambda b: json.loads(zlib.decompress(b))),
    ("oco", "oco-update.json", "json.loads", json.loads),
    ("netinv", "netinv-result.xml", "ElementTree.fromstring", tree.fromstring),
]

for crate, name, peer, work in WORK:
    with open(f"{sys.argv[1]}/{name}", "rb") as file:
        payload = file.read()
    best, end = float("inf"), time.perf_counter() + 1
    while time.perf_counter() < end:
        start = time.perf_counter()
        work(payload)
        best = min(best, time.perf_counter() - start)
    print(f"{crate:8} {name:28} {peer:24} {best * 1e3:9.3f} ms")
