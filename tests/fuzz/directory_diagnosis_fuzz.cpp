// What a directory says of a refusal and of times: whatever it is, it has an outcome, and one that was not asked for is never read out of it.
#include <cstdint>
#include <cstdlib>

#include "adapters/directory/diagnosis.hpp"
#include "domain/directory/moment.hpp"
#include "domain/directory/state.hpp"

namespace {

using namespace rekey;  // NOLINT: all of it is under test

void judge(const directory::Driver& driver, int code, std::string_view text) {
    const ldap::Reply reply{code, std::string(text)};
    static_cast<void>(ldap::refusal_of(driver, reply));
    const auto signed_in = ldap::sign_in_of(driver, reply);
    // No text makes a refused bind a good one.
    if (code != 0 && signed_in == directory::SignIn::Right) std::abort();
}

void read(const directory::Driver& driver, std::string_view value) {
    directory::Entry entry{"cn=x", {}};
    for (auto& name : directory::state_attributes(driver)) entry.attributes.push_back({std::move(name), {std::string(value)}});
    const auto state =
        read_state(driver, entry, directory::PasswordPolicy{.lockout_duration = minutes{30}}, from_millis(1'800'000'000'000));
    if (state.permanently_locked && !state.locked) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (const auto code = ldap::read_code(text); code && text.size() < 9) std::abort();
    static_cast<void>(ldap::read_bind_code(text));
    for (const auto& at : {directory::read_file_time(text), directory::read_generalized_time(text)})
        if (at && to_millis(*at) < 0) std::abort();
    for (const auto& driver : directory::drivers()) {
        judge(driver, data[0], text);
        read(driver, text);
    }
    return 0;
}
