"""tools/check_rooms.py must find what it promises to find."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = """
base          :
domain/reset  : base
ports         : base domain/reset
flows         : base domain/reset ports
adapters/store: base ports
http          : base flows
app           : *
"""


class CheckRooms(unittest.TestCase):
    def findings(self, files: dict[str, str], rooms: str = ROOMS) -> str:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in {"src/ROOMS": rooms, **files}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            run = subprocess.run([sys.executable, ROOT / "tools/check_rooms.py", "--root", root], capture_output=True, text=True)
            self.assertEqual(run.returncode, 1 if run.stdout else 0, run.stderr)
            return run.stdout

    def test_allows_what_the_list_allows(self):
        self.assertEqual(self.findings({
            "src/flows/a.cpp": '#include "ports/store.hpp"\n#include "flows/a.hpp"\n#include <vector>\n#include <boost/json.hpp>\n',
            "src/app/main.cpp": '#include "adapters/store/sql.hpp"\n#include <boost/asio.hpp>\n',
            "src/http/server.cpp": "#include <boost/beast.hpp>\nauto f() { co_await g(); }\n",
            "src/adapters/store/sql.cpp": '#include <sqlite3.h>\n#include "embedded/schema.hpp"\n',
        }), "")

    def test_refuses_a_door_that_is_not_listed(self):
        self.assertIn("http may not include ports", self.findings({"src/http/a.cpp": '#include "ports/store.hpp"\n'}))

    def test_refuses_a_door_to_a_later_room(self):
        self.assertIn("base opens a door to flows", self.findings({}, "base : flows\nflows : base\n"))

    def test_refuses_an_include_that_is_not_written_from_src(self):
        self.assertIn("in no room", self.findings({"src/flows/a.cpp": '#include "../ports/store.hpp"\n'}))

    def test_refuses_a_source_outside_every_room(self):
        self.assertIn("in no room of src/ROOMS", self.findings({"src/helpers/a.cpp": "\n"}))

    def test_refuses_threads_and_sockets_in_the_core(self):
        for header in ("mutex", "thread", "fstream", "sys/socket.h"):
            self.assertIn(f"<{header}>", self.findings({"src/domain/reset/a.cpp": f"#include <{header}>\n"}))

    def test_refuses_a_library_outside_its_room(self):
        for header in ("sqlite3.h", "openssl/evp.h", "boost/asio.hpp", "curl/curl.h", "libpq-fe.h"):
            self.assertIn(f"<{header}>", self.findings({"src/flows/a.cpp": f"#include <{header}>\n"}))

    def test_refuses_the_clock_chance_and_the_environment_outside_their_adapters(self):
        for call in ("std::chrono::system_clock::now()", "std::random_device{}", 'std::getenv("X")', "time(nullptr)"):
            self.assertIn("only adapters/system", self.findings({"src/flows/a.cpp": f"auto x = {call};\n"}))

    def test_refuses_a_coroutine_outside_http(self):
        self.assertIn("a coroutine", self.findings({"src/flows/a.cpp": "co_return;\n"}))

    def test_reads_neither_comments_nor_strings(self):
        self.assertEqual(self.findings({"src/flows/a.cpp": '// getenv( is not ours\nauto x = "system_clock::now()";\n/* co_await */\n'}), "")

    def test_refuses_a_portal_that_imports_another(self):
        self.assertIn("reset imports admin", self.findings({"web/src/reset/a.tsx": 'import {x} from "../admin/x";\n'}))


if __name__ == "__main__":
    unittest.main()
