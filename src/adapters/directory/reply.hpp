#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace rekey::ldap {

/// Beside a request or an answer (RFC 4511 section 4.1.11). The value is BER, or empty.
struct Control {
    std::string oid;
    std::string value;
    bool critical = false;
};

/// Nullptr when it is not there.
[[nodiscard]] const Control* find(const std::vector<Control>& controls, std::string_view oid) noexcept;

/// What a server answered: yes, or why not.
struct Reply {
    int code = 0;      ///< RFC 4511 section 4.1.9
    std::string text =
        {};  ///< diagnosticMessage: for the operator, never to be branched on but for Active Directory's hexadecimal code in front
    std::vector<Control> controls = {};

    [[nodiscard]] bool good() const noexcept { return code == 0; }
};

/// The server did not answer. Nothing may be sent on that connection again.
struct Lost {
    enum class Sent : std::uint8_t { No, Perhaps };
    std::string why;  ///< for the operator
    Sent sent = Sent::No;  ///< Perhaps: it may have done what it was asked
};

template <class T>
using Answer = std::expected<T, Lost>;

}  // namespace rekey::ldap
