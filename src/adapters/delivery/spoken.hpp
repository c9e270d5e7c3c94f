#pragma once
#include "adapters/delivery/provider.hpp"
#include "domain/call/call.hpp"

namespace rekey::delivery {

[[nodiscard]] Call call_of(const message::Message& message);

/// The call that a text asks for, but for who makes it and how long it rings.
[[nodiscard]] call::Request request_of(const Text& text);

[[nodiscard]] message::Keyed keyed_of(call::Keyed keyed);

}  // namespace rekey::delivery
