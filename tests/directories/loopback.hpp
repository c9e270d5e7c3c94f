#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace rekey::test {

/// Makes server.crt and server.key for this IP address in a folder, ca.crt of their authority, and other.crt of one that nobody trusts. For the
/// same key: expired.crt, whose time is over, and self_signed.crt, of no authority.
void make_certificates(const std::filesystem::path& folder, const std::string& address);
/// Something answers there.
[[nodiscard]] bool listens(const std::string& address, std::uint16_t port);

}  // namespace rekey::test
