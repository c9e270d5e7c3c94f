#!/usr/bin/env python3
"""Turns a folder of text catalogues (one JSON file a language) into a C++ table, so that the program parses no JSON to speak.

    tools/catalogue_to_cpp.py NAME FOLDER OUT.cpp      defines rekey::embedded::NAME, declared in embedded/NAME.hpp
"""
import json
import re
import sys
from pathlib import Path


def literal(text: str) -> str:
    # Octal escapes have at most three digits, so that a digit after one cannot join it as it would join \x.
    plain = re.compile(r"[ -~]")
    return '"' + "".join(c if plain.match(c) and c not in '"\\?' else "".join(f"\\{byte:03o}" for byte in c.encode()) for c in text) + '"'


def table(language: str, texts: dict[str, str]) -> str:
    rows = "".join(f"    {{{literal(key)}, {literal(texts[key])}}},\n" for key in sorted(texts))
    return f"constexpr Text k_{language.replace('-', '_')}[] = {{\n{rows}}};\n"


def main() -> int:
    name, folder, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    languages = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}
    tables = "".join(table(language, texts) for language, texts in languages.items())
    rows = "".join(f"    {{{literal(language)}, k_{language.replace('-', '_')}}},\n" for language in languages)
    out.write_text(f'#include "embedded/{name}.hpp"\n\nnamespace rekey::embedded {{\nnamespace {{\n\n{tables}'
                   f"constexpr Language kLanguages[] = {{\n{rows}}};\n\n}}  // namespace\n\n"
                   f"const std::span<const Language> {name}{{kLanguages}};\n\n}}  // namespace rekey::embedded\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
