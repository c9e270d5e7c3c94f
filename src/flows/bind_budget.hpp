#pragma once
#include "domain/directory/bind_limits.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// A password that may be wrong is about to be passed on to somebody's directory: its place among those that may be (docs/adr/0026).
struct BindPlace {
    Mac account;
    identity::Side side = identity::Side::Unfamiliar;
    directory::BindLimits limits;
    bool granted = false;   ///< false: all are taken
    std::int64_t open = 0;  ///< that are not judged yet, this one included
};

/// In a committed transaction before the directory is asked: of any number at once, as many get a place as there are.
[[nodiscard]] BindPlace take_bind_place(ports::UnitOfWork& unit, const Mac& account, identity::Side side,
                                        const directory::BindLimits& limits);
/// The directory has counted it as wrong: the place stays taken for the window.
void keep_bind_place(ports::UnitOfWork& unit, const BindPlace& place);
/// Nothing was passed on, or it was not wrong.
void give_back_bind_place(ports::UnitOfWork& unit, const BindPlace& place);
/// It was right: the directory has forgotten those before it.
void clear_bind_places(ports::UnitOfWork& unit, const Mac& account);

}  // namespace rekey::flows
