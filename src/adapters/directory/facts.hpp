#pragma once
#include <string>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/facts.hpp"

namespace rekey::ldap {

/// `ports::Connector::facts`: what the server says of itself and of its password policy, as far as the account may read it. A server that says
/// nothing has hardly any facts; that is no error. Of an OpenLDAP with several policies (slapo-ppolicy) it is the one called "default": which
/// one holds is in the server's configuration.
[[nodiscard]] Result<directory::Facts> read_facts(Connection& connection, const directory::Driver& driver, const std::string& base);

}  // namespace rekey::ldap
