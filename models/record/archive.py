"""A case file as one zip: the case as data, a page for people, the documents, and a list of hashes over all of it.

The same record gives the same bytes: names in order, no time of the day it was made.
"""

import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.errors import InvalidInput
from models.record.case_file import case_file
from models.record.case_page import case_page
from models.record.chain import Anchor, Hop, content_hash, digest, link, proves, way
from models.record.documents import blob, documents_of
from models.record.exporting import FORMAT, case_data
from models.record.replaying import Difference, replay, step_data

UNPACKING = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What a damaged archive, or one with a password, makes of its reader."""
CASE, PAGE, SUMS, README = "case.json", "case.html", "SHA256SUMS", "README.txt"
_FIELDS = ("position", "entry", "at", "on_day", "actor", "action", "authority", "case", "step", "clause", "content")
_SAID = """A case of Merzim, whole.

case.html    for people
case.json    for programs: the case, its steps, the edition's values, the calendar, letters, and the audit entries
             with what proves their place in the chain of the audit trail
documents/   the documents written in the case
SHA256SUMS   hashes of all of these; check them with `sha256sum -c SHA256SUMS`

`merzim replay FILE` checks all hashes and plays the case again from this file alone. How the hashes of the audit
trail are made, and a short program that checks them without Merzim: docs/audit-trail.md of the project.
"""
_TOO_BIG = 200_000_000


def case_archive(session: Session, number: str) -> bytes:
    """The zip of a case. Raises `InvalidInput` where there is none of this number."""
    data = case_data(session, number)
    kept = [d for d in documents_of(session, [number])[number] if d.id is not None]
    data["papers"] = [
        {"file": f"documents/{d.file_name}", "kind": d.kind, "number": d.number, "day": d.day.isoformat(),
         "clause": d.clause, "sha256": d.sha256}
        for d in kept
    ]  # fmt: skip
    file = case_file(session, number)
    files = {
        CASE: json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        PAGE: case_page(file, data, data["authority"]["language"]).encode(),
        README: _SAID.encode(),
        **{f"documents/{d.file_name}": blob(session, d.sha256) for d in kept},
    }
    files[SUMS] = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    return packed(files, 0o644)


def packed(files: Mapping[str, bytes], mode: int) -> bytes:
    """A zip of files for those whom `mode` lets read them; the same files give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            # Without a date of its own a zip holds that of 1980: nothing of the day it is made.
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, mode << 16, 3
            archive.writestr(info, files[name])
    return written.getvalue()


@dataclass(frozen=True)
class Judged:
    """What a case file is worth, from the file alone.

    broken       hashes that do not hold
    differences  where the case, played again, is not what the file says
    """

    number: str
    head: Anchor
    entries: int
    broken: tuple[str, ...]
    differences: tuple[Difference, ...]
    steps: tuple[dict[str, Any], ...] = ()
    result: str | None = None

    @property
    def ok(self) -> bool:
        """Every hash holds, and the case comes to the same dates and the same outcome."""
        return not self.broken and not self.differences


def judge(file: Path) -> Judged:
    """Check a case file's hashes and play it again. Raises `InvalidInput` for what is no case file."""
    files = _read(file)
    try:
        data = json.loads(files[CASE])
        if data["format"] != FORMAT:
            raise InvalidInput(f"{file.name}: a case file of another program")
        broken = [*_sums(files), *chain_faults(data)]
        again = replay(data)
        head = Anchor(**data["proof"]["head"])
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise InvalidInput(f"{file.name}: not a whole case file ({type(error).__name__}: {error})") from None
    return Judged(
        data["case"]["number"], head, len(data["entries"]), tuple(broken), again.differences,
        tuple(step_data(s) for s in again.state.steps), again.state.result or None,
    )  # fmt: skip


def chain_faults(data: Mapping[str, Any]) -> list[str]:
    """Entries whose hashes do not hold, or that are not on the way to the head of the chain."""
    proof = data["proof"]
    head = Anchor(**proof["head"])
    hops = {hop["position"]: Hop(**hop) for hop in proof["hops"]}
    found = []
    for entry in (*data["entries"], *data["calendar"]["changes"]):
        name, position = f"entry {entry['entry']}", entry["position"]
        hashed = digest({field: entry[field] for field in _FIELDS})
        erased = entry["salt"] is None and entry["before"] is None and entry["after"] is None
        if entry["content"] is not None and not erased:
            if content_hash(entry["salt"], entry["before"], entry["after"]) != entry["content"]:
                found.append(f"{name}: what was before and after is not what was entered")
        elif entry["content"] is None and not erased:
            found.append(f"{name}: it was entered without before and after")
        hop = hops.get(position)
        if hop is None or hop.digest != hashed or link(hop.before, hop.skipped, hop.digest) != entry["link"]:
            found.append(f"{name}: it is not what was entered")
        elif not proves(head, [hops[at] for at in way(position, head.position) if at in hops], hashed, position):
            found.append(f"{name}: no way leads to it from the head of the chain")
    return found


def _sums(files: Mapping[str, bytes]) -> list[str]:
    listed = {}
    for line in files.get(SUMS, b"").decode().splitlines():
        hash_, _, name = line.partition("  ")
        listed[name] = hash_
    found = [f"{name}: it is not in {SUMS}" for name in sorted(files) if name not in listed and name != SUMS]
    for name, hash_ in listed.items():
        if name not in files:
            found.append(f"{name}: it is missing")
        elif sha256(files[name]).hexdigest() != hash_:
            found.append(f"{name}: it has been changed")
    return found


def _read(file: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(info.file_size for info in archive.infolist()) > _TOO_BIG:
                raise InvalidInput(f"{file.name}: too big for a case file")
            files = {info.filename: archive.read(info) for info in archive.infolist()}
            if len(files) != len(archive.infolist()):
                raise InvalidInput(f"{file.name}: a part of it is there twice")
            return files
    except (OSError, *UNPACKING) as error:
        raise InvalidInput(f"{file.name}: not a case file ({error})") from None
