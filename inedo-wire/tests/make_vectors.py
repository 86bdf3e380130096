#!/usr/bin/env python3
"""Writes tests/vectors.json: known answers, made without this crate's code.

Bytes are put together from the layouts in the protocol's documentation; AES is
done by the `openssl` command. IVs are the first 16 bytes of SHA-256(label).
Run it as `python3 tests/make_vectors.py > tests/vectors.json`.
"""

import datetime
import hashlib
import json
import struct
import subprocess
import uuid

ID = uuid.UUID("6CEBD24E-4AF7-4A13-B9AF-81D3DFC644BE")
KEY128 = "5ab7de1f0c3948e26b9175c4d08f3ea1"
KEY256 = "c0ffee0badf00d15ca1ab1eddecade5eed1571115c01dca75f00dba5eba11ca7"


def i32(number):
    return struct.pack("<i", number)


def prefix(length):
    out = b""
    while length > 127:
        out += bytes([length & 127 | 128])
        length >>= 7
    return out + bytes([length])


def string(text):
    raw = text.encode()
    return prefix(len(raw)) + raw


def ticks(text):
    parts = datetime.datetime.fromisoformat(text.rstrip("Z"))
    since = parts - datetime.datetime(1, 1, 1)
    return (since.days * 86400 + since.seconds) * 10**7 + since.microseconds * 10


def file(name, modified, contents):
    return string(name) + struct.pack("<q", ticks(modified)) + i32(len(contents)) + contents


def iv(label):
    return hashlib.sha256(label.encode()).digest()[:16]


def cbc(key, vector, plain, pad=True):
    command = ["openssl", "enc", f"-aes-{len(key) * 4}-cbc", "-K", key, "-iv", vector.hex()]
    command += [] if pad else ["-nopad"]
    return subprocess.run(command, input=plain, stdout=subprocess.PIPE, check=True).stdout


def hello(first, second):
    return ID.bytes_le + i32(first) + i32(second)


def version(*parts):
    return b"".join(i32(part) for part in parts)


FIRST_IV = iv("first")
ROOT = string("D:\\Temp\\InedoAgent\\Otter")
UPDATE = (
    bytes([1])
    + i32(2)
    + file("Contoso.Agent.exe", "2021-03-08T08:30:00Z", b"MZ\x90\x00")
    + file("Größe.dll", "0001-01-01T00:00:00Z", b"")
    + i32(1)
    + file("Contoso-1.2.3.upack", "2024-02-29T23:59:59Z", b"PK\x03\x04")
)

handshake = [
    {"name": "client-hello-v2", "hex": hello(1000, 2000), "fields": {"min": 1000, "max": 2000}},
    {"name": "client-hello-v2-only", "hex": hello(2000, 2000), "fields": {"min": 2000, "max": 2000}},
    {"name": "client-hello-v1-session0", "hex": hello(1000, 0), "fields": {"version": 1000, "session_id": 0}},
    {"name": "client-hello-v1-session914", "hex": hello(1000, 914), "fields": {"version": 1000, "session_id": 914}},
]
for name, mode in [("none", 0), ("ssl", 1), ("aes", 2)]:
    vector = FIRST_IV if mode == 2 else b""
    for title, number, parts in [
        ("v2", 2000, (50, 0, 1, 7)),
        ("v1-by-a-newer-agent", 1000, (49, 2, 0, 0)),
        ("v1-session914", 914, (41, 0, 3, 0)),
        ("v1-echo-of-2000", 2000, (42, 1, -1, -1)),
    ]:
        raw = bytes([mode]) + vector + i32(number) + version(*parts)
        fields = {"mode": mode, "server_version": list(parts)}
        fields |= {"iv": vector.hex()} if vector else {}
        fields |= {"protocol": number} if parts[0] >= 43 else {"session_id": number}
        handshake.append({"name": f"server-ack-{title}-{name}", "hex": raw, "length": len(raw), "fields": fields})
    raw = bytes([mode]) + vector + i32(2000) + i32(50 << 24)
    handshake.append({"name": f"server-ack-one-int32-{name}", "hex": raw, "length": len(raw), "alternative": True})


def plain(name, direction, number, command, data, target=None):
    raw = i32(len(data)) + (b"" if target is None else bytes([target])) + i32(command) + data
    vector = {"name": name, "dir": direction, "version": number, "command": command, "data": data.hex(), "hex": raw}
    return vector | ({} if target is None else {"agent_type": target})


plain_frames = [
    plain("v2-get-agent-root-path-otter", "c2s", 2, 3, b"\x01"),
    plain("v2-update-agent", "c2s", 2, 2, UPDATE),
    plain("v2-empty", "c2s", 2, 77, b""),
    plain("v2-lowest-command", "c2s", 2, -(2**31), b"\x00\xff"),
    plain("v1-get-agent-root-path-hedgehog", "c2s", 1, 3, b"\x03", 0),
    plain("v1-update-agent", "c2s", 1, 2, UPDATE, 0),
    plain("v1-buildmaster-product-message", "c2s", 1, 4096, b"token-1", 2),
    plain("v1-unknown-target", "c2s", 1, 5, b"", 200),
    plain("root-path-answer", "s2c", "1|2", 3, ROOT),
    plain("unsolicited", "s2c", "1|2", 12, bytes(range(40))),
]


def session(name, key, number, shared, steps):
    chains = {"c2s": FIRST_IV, "s2c": FIRST_IV}
    messages = []
    for index, (direction, command, data, target) in enumerate(steps):
        used, following = chains[direction], iv(f"{name} {index}")
        for side in ("c2s", "s2c") if shared else (direction,):
            chains[side] = following
        body = following + (b"" if target is None else bytes([target])) + i32(command) + data
        raw = cbc(key, used, body)
        message = {"index": index, "dir": direction, "version": number, "command": command, "data": data.hex()}
        message |= {} if target is None else {"agent_type": target}
        message |= {"iv_used": used.hex(), "next_iv": following.hex(), "plaintext": body.hex()}
        messages.append(message | {"ciphertext_len": len(raw), "frame": (i32(len(raw)) + raw).hex()})
    chain = "one chain over both directions" if shared else "per-direction"
    return {"name": name, "key": key, "handshake_iv": FIRST_IV.hex(), "chain": chain, "messages": messages}


V2 = [
    ("c2s", 3, b"\x01", None),
    ("s2c", 3, ROOT, None),
    ("c2s", 2, UPDATE, None),
    ("s2c", 12, b"", None),
    ("s2c", -1, b"x" * 12, None),
    ("c2s", 9, b"y" * 11, None),
    ("c2s", 9, b"z" * 13, None),
]
V1 = [
    ("c2s", 3, b"\x02", 0),
    ("s2c", 3, ROOT, None),
    ("c2s", 4096, b"token-1", 2),
    ("c2s", 4096, b"w" * 11, 3),
    ("s2c", 5, b"v" * 28, None),
]
aes_frames = [
    session(f"aes{len(key) * 4}-{chain}-v{number}", key, number, chain == "shared", steps)
    for key in (KEY128, KEY256)
    for chain in ("per-direction", "shared")
    for number, steps in ((2, V2), (1, V1))
]

primitives = [
    {"type": "string-length-prefix", "value": n, "hex": prefix(n)} for n in (0, 127, 128, 16383, 16384, 2097151, 2**31 - 1)
]
primitives += [
    {"type": "string", "value": text, "hex": string(text)} for text in ("", "contoso-web-03", "Größe 🧭", "ä" * 64)
]
primitives += [
    {"type": "datetime", "value": text, "ticks": ticks(text), "hex": struct.pack("<q", ticks(text))}
    for text in ("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2000-02-29T12:00:00Z", "2021-03-08T08:30:00.5Z")
]
primitives.append({"type": "array<byte>", "value": "c0 ff ee", "hex": i32(3) + b"\xc0\xff\xee"})
primitives.append(
    {
        "type": "UpdateFile",
        "value": {"name": "Größe.dll", "mtime": "2021-03-08T08:30:00Z", "contents": "4d5a"},
        "hex": file("Größe.dll", "2021-03-08T08:30:00Z", b"MZ"),
    }
)

NEXT = iv("negative")
GOOD = cbc(KEY128, FIRST_IV, NEXT + i32(3) + b"\x01")


def negative(name, on, raw, expect, key=None):
    vector = {"name": name, "on": on, "hex": raw, "expect": expect}
    return vector | ({"key": key, "iv": FIRST_IV.hex()} if key else {})


def encrypted(name, raw, expect):
    return negative(name, "both", raw, expect, KEY128)


negatives = [
    negative("guid-in-big-endian-order", "server", ID.bytes + i32(1000) + i32(2000), "reject: wrong protocol id"),
    negative("http-request", "server", b"GET /api/health HTTP/1.1", "reject: wrong protocol id"),
    negative("client-hello-truncated-23", "server", hello(1000, 2000)[:23], "incomplete"),
    negative("client-offers-a-later-version", "server", hello(3000, 4000), "no common version"),
    negative("ack-unknown-mode-255", "client", b"\xff", "reject"),
    negative("ack-mode-none-while-aes-required", "client", b"\x00" + i32(2000) + version(50, 0, 0, 0), "reject by policy"),
    negative("ack-mode-ssl-while-aes-required", "client", b"\x01" + i32(2000) + version(50, 0, 0, 0), "reject by policy"),
    negative("ack-protocol-2001", "client", b"\x00" + i32(2001) + version(50, 0, 0, 0), "reject: outside offered range"),
    negative("ack-negative-version", "client", b"\x00" + i32(2000) + version(-50, 0, 0, 0), "reject"),
    negative("frame-lowest-length", "both", i32(-(2**31)) + i32(1), "reject"),
    negative("frame-highest-length", "both", i32(2**31 - 1), "reject before allocating"),
    encrypted("aes-length-48-plus-1", i32(49), "reject from length alone"),
    encrypted("aes-length-negative", i32(-16), "reject"),
    encrypted("aes-length-zero", i32(0), "reject (two blocks are the least)"),
    encrypted("aes-length-16", i32(16) + GOOD[:16], "reject (two blocks are the least)"),
    encrypted("aes-altered-last-byte", i32(32) + GOOD[:-1] + bytes([GOOD[-1] ^ 1]), "uniform decrypt error; connection dead"),
    encrypted(
        "aes-padding-of-17",
        i32(32) + cbc(KEY128, FIRST_IV, NEXT + b"\x11" * 16, False),
        "uniform decrypt error; connection dead",
    ),
    encrypted(
        "aes-padding-of-0",
        i32(32) + cbc(KEY128, FIRST_IV, NEXT + b"\x00" * 16, False),
        "uniform decrypt error; connection dead",
    ),
    encrypted(
        "aes-shorter-than-a-command",
        i32(32) + cbc(KEY128, FIRST_IV, NEXT + b"\x03\x00\x00"),
        "uniform decrypt error; connection dead",
    ),
    negative("string-prefix-6-bytes", "body", b"\x80\x80\x80\x80\x80\x00", "reject: prefix longer than 5 bytes"),
    negative("string-prefix-over-int32", "body", b"\x80\x80\x80\x80\x08", "reject: negative as .NET int"),
    negative("string-invalid-utf8", "body", b"\x03\xed\xa0\x80", "reject"),
    negative("string-truncated", "body", string("contoso")[:-1], "reject"),
    negative("array-negative-count", "body", i32(-2), "reject"),
    negative("array-count-larger-than-body", "body", i32(2) + b"\x01", "reject before allocating"),
    negative("update-agent-trailing-bytes", "body", UPDATE + b"later", "report trailing bytes"),
    negative("agent-type-200", "body", b"\xc8", "unknown agent type, keep the raw byte"),
]

document = {
    "_about": {
        "layout": "Inedo agent protocol v1 and v2, from its documentation",
        "generated_by": "tests/make_vectors.py, with the openssl command for AES",
    },
    "handshake": handshake,
    "plain_frames": plain_frames,
    "aes_frames": aes_frames,
    "primitives": primitives,
    "negative": negatives,
}
print(json.dumps(document, indent=1, ensure_ascii=False, default=bytes.hex))
