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
[[nodiscard]] std::string_view name(Delta delta) noexcept;  ///< none, dirsync, …

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

/// How an attribute tells a time.
enum class TimeForm : std::uint8_t {
    FileTime,     ///< 100 ns since 1601, in digits (MS-DTYP 2.3.3)
    Generalized,  ///< RFC 4517 section 3.3.13
    None          ///< it is none, or another one than it is asked for
};

/// What the attribute of a lock tells.
enum class LockTells : std::uint8_t {
    Since,  ///< when it began; when it ends is in the policy
    Until,  ///< when it ends; long ago: never by itself
    Count   ///< wrong passwords; how many are too many is in the policy
};

/// How a directory's own lock after wrong passwords is told, and taken away.
struct LockForm {
    std::string_view attribute;  ///< there, and none of `open`: locked, unless that is over
    std::string_view open;       ///< the value of an account that is not locked; empty: the attribute is absent then
    std::string_view permanent;  ///< the value of an administrator's lock, which is never lifted; empty: there is none
    std::string_view counter;    ///< of failures, set to 0 besides; empty: goes with the lock
    LockTells tells = LockTells::Since;
    TimeForm form = TimeForm::None;
    std::string_view computed = {};  ///< a number whose bit 16 is set as long as the lock holds, by the server itself; empty: it has none
    std::string_view failures = {};  ///< wrong passwords: a number, or a time for each; empty: not told
    std::string_view last_failure = {};  ///< when the last of that number was, in `form`; empty: all of it counts
};

/// A value that is written. No attribute: there is no such thing.
struct Setting {
    std::string_view attribute, value;
};

/// The attributes that people are made of, unless the administrator names others. Empty: nothing is taken.
struct Names {
    std::string_view user_name, mail, mobile, office, given_name, surname, display_name, language;
};

/// One kind of directory. All there is to know about its differences.
struct Driver {
    std::string_view name;  ///< of the kind, in commands and settings
    std::string_view title;  ///< as people call it
    std::string_view anchor;  ///< attribute
    AnchorForm anchor_form;
    std::string_view people;  ///< filter
    std::string_view groups;  ///< filter
    std::string_view member;  ///< attribute of a group with the DNs of its members
    std::string_view member_of;  ///< what a filter for the members of a group compares its DN with, nesting followed where the server can
    std::string_view disabled;  ///< attribute; empty: accounts cannot be disabled there
    DisabledForm disabled_form;
    LockForm lock;
    std::string_view protection;  ///< attribute whose value 1 takes an account out of the rights of its folder; empty: there is none
    std::string_view password_set_at;  ///< attribute that tells a write whose outcome nobody saw
    TimeForm password_set_form;  ///< None: it tells something else, which a write changes too
    Setting must_change;  ///< makes a password good for one sign-in
    std::span<const Delta> deltas;  ///< best first; which one works is asked of the server
    PasswordOperation password;
    Names names;
    std::string_view other_member = {};  ///< the same as `member` in groups of another class; empty: there are none
    bool takes_anchors = false;  ///< `<GUID=…>` is a name, wherever the entry is (MS-ADTS 3.1.1.3.1.2.4)
    bool members_are_links = false;  ///< who is moved into the base brings groups along that have not changed (MS-ADTS 3.1.1.1.6)
    bool deltas_name_the_deleted = false;  ///< by ContentSync, without saying so at the end (RFC 4533 section 3.3.2 would have it said)
};

[[nodiscard]] std::span<const Driver> drivers() noexcept;
/// Nullptr: there is no such kind.
[[nodiscard]] const Driver* find_driver(std::string_view name) noexcept;

}  // namespace rekey::directory
