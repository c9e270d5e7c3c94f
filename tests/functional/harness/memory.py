"""What a core dump of a process would hold."""
import os
import struct
import unittest


def forms_of(secret: str) -> set[bytes]:
    """How it may stand there."""
    return {secret.encode(), secret.encode().hex().encode(), secret.encode("utf-16-le"), secret.encode("utf-32-le")}


def memory_of(test: unittest.TestCase, pid: int) -> bytes:
    """Every page of the process that it wrote to and that is in memory (proc(5): maps, pagemap, mem). The process is not dumpable, so that only root may look:
    the test is skipped for anybody else."""
    if os.geteuid() != 0:
        test.skipTest("only root may look into the memory of a process that is not dumpable")
    page, pages = os.sysconf("SC_PAGE_SIZE"), []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/pagemap", "rb") as map_of_pages, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            first, last = (int(end, 16) for end in span.split("-"))
            map_of_pages.seek(first // page * 8)
            entries = struct.unpack(f"{(last - first) // page}Q", map_of_pages.read((last - first) // page * 8))
            for number, entry in enumerate(entries):
                if entry >> 63:  # present
                    memory.seek(first + number * page)
                    pages.append(memory.read(page))
    return b"".join(pages)
