#pragma once
#include <functional>
#include <initializer_list>
#include <string>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/account.hpp"
#include "domain/directory/driver.hpp"

namespace rekey::ldap {

/// What is told of one write, for the administrator.
struct Subject {
    const directory::Driver& driver;
    std::string server, dn;
    std::string control = {};  ///< that went with it
};

/// What was typed. A server that repeats it is not repeated.
using Typed = std::initializer_list<std::reference_wrapper<const Secret>>;

/// What a write came to. Its detail has the result, the server's words, server, DN and control.
[[nodiscard]] directory::Written written(const Answer<Reply>& answer, const Subject& subject, Typed typed);

[[nodiscard]] directory::Written refused(directory::Refusal refusal, std::string detail);
[[nodiscard]] directory::Written not_sent(std::string why);
/// Of what came before the write: whatever it was, nothing has been written.
[[nodiscard]] directory::Written before_the_write(const Error& error);

}  // namespace rekey::ldap
