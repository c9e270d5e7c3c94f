#pragma once
// The parser's errors as values. It is used in this room only.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
