#pragma once
#include <span>
#include <string_view>

#include "domain/directory/anchor.hpp"

namespace rekey::directory {

/// How what has changed is found, beside reading all.
enum class Delta : std::uint8_t {
    None,
    DirSync,         ///< control 1.2.840.113556.1.4.841 (MS-ADTS 3.1.1.3.4.1.3): changes and deletions by a cookie
    UsnChanged,      ///< uSNChanged of one domain controller, known by its invocation id; deletions by asking for all anchors
    ContentSync,     ///< RFC 4533, refreshOnly
    ModifyTimestamp  ///< inclusive; deletions by asking for all anchors
};

enum class PasswordOperation : std::uint8_t {
    UnicodePwd,      ///< MS-ADTS 3.1.1.3.1.5: replace is a reset, delete and add a change
    PasswordModify,  ///< RFC 3062
    Modify           ///< of userPassword: some servers say more of what they refuse
};

/// How an attribute says that an account may not be used at all.
enum class DisabledForm : std::uint8_t {
    ControlBit,  ///< bit 2 of userAccountControl (MS-ADTS 2.2.16, ADS_UF_ACCOUNTDISABLE)
    Truth        ///< TRUE
};

/// How a directory's own lock after wrong passwords is told, and taken away.
struct LockForm {
    std::string_view attribute;  ///< there, and none of `open`: locked
    std::string_view open;       ///< the value of an account that is not locked; empty: the attribute is absent then
    std::string_view permanent;  ///< the value of an administrator's lock, which is never lifted; empty: there is none
    std::string_view counter;    ///< of failures, set to 0 besides; empty: goes with the lock
};

/// The attributes that people are made of, unless the administrator names others. Empty: nothing is taken.
struct Names {
    std::string_view user_name, mail, mobile, office, given_name, surname, display_name, language;
};

/// One kind of directory. All there is to know about its differences.
struct Driver {
    std::string_view name;      ///< of the kind, in commands and settings
    std::string_view title;     ///< as people call it
    std::string_view anchor;    ///< attribute
    AnchorForm anchor_form;
    std::string_view people;    ///< filter
    std::string_view groups;    ///< filter
    std::string_view member;    ///< attribute of a group with the DNs of its members
    std::string_view disabled;  ///< attribute; empty: accounts cannot be disabled there
    DisabledForm disabled_form;
    LockForm lock;
    std::string_view password_set_at;  ///< attribute that tells a write whose outcome nobody saw
    std::span<const Delta> deltas;     ///< best first; which one works is asked of the server
    PasswordOperation password;
    Names names;
    std::string_view other_member = {};  ///< the same as `member` in groups of another class; empty: there are none
};

[[nodiscard]] std::span<const Driver> drivers() noexcept;
/// Nullptr: there is no such kind.
[[nodiscard]] const Driver* find_driver(std::string_view name) noexcept;

}  // namespace rekey::directory
