#pragma once
#include "domain/message/render.hpp"
#include "ports/channel.hpp"

namespace rekey::delivery {

/// What messages say about their sender, from the tenant's settings.
[[nodiscard]] message::Letterhead letterhead(const ports::Sender& sender);

}  // namespace rekey::delivery
