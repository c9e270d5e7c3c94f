#include "domain/directory/writeback.hpp"

namespace rekey::directory {

std::string_view name(Writeback::What what) noexcept {
    switch (what) {
        case Writeback::What::Reset: return "reset";
        case Writeback::What::Change: return "change";
        case Writeback::What::Unlock: return "unlock";
    }
    return {};
}

std::optional<Writeback::What> parse_what(std::string_view text) noexcept {
    for (const auto each : {Writeback::What::Reset, Writeback::What::Change, Writeback::What::Unlock}) {
        if (name(each) == text) return each;
    }
    return std::nullopt;
}

}  // namespace rekey::directory
