#include "adapters/store/sql/error.hpp"

#include <fmt/format.h>

namespace rekey::store {
namespace {

FaultKind fault_kind(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::Unique:
        case ErrorKind::ForeignKey:
        case ErrorKind::Check: return FaultKind::Constraint;
        case ErrorKind::Serialization: return FaultKind::Serialization;
        case ErrorKind::Busy:
        case ErrorKind::ConnectionLost: return FaultKind::StoreUnavailable;
        case ErrorKind::Other: break;
    }
    return FaultKind::Invariant;
}

}  // namespace

std::string_view name(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::Unique: return "unique violation";
        case ErrorKind::ForeignKey: return "foreign key violation";
        case ErrorKind::Check: return "check violation";
        case ErrorKind::Serialization: return "serialization failure";
        case ErrorKind::Busy: return "busy";
        case ErrorKind::ConnectionLost: return "connection lost";
        case ErrorKind::Other: break;
    }
    return "refused";
}

Fault make_fault(ErrorKind kind, std::string_view query, std::string_view detail) {
    return {fault_kind(kind), fmt::format("query {}: {} ({})", query, name(kind), detail)};
}

}  // namespace rekey::store
