#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/directory/reply.hpp"
#include "base/secret.hpp"

namespace rekey::ldap {

inline constexpr std::string_view kPaged = "1.2.840.113556.1.4.319";           ///< RFC 2696
inline constexpr std::string_view kDirSync = "1.2.840.113556.1.4.841";         ///< MS-ADTS 3.1.1.3.4.1.3
inline constexpr std::string_view kShowDeleted = "1.2.840.113556.1.4.417";     ///< MS-ADTS 3.1.1.3.4.1.14
inline constexpr std::string_view kPolicyHints = "1.2.840.113556.1.4.2239";    ///< MS-ADTS 3.1.1.3.4.1.27
inline constexpr std::string_view kOldPolicyHints = "1.2.840.113556.1.4.2066"; ///< the same of Windows Server 2008 R2
inline constexpr std::string_view kPasswordPolicy = "1.3.6.1.4.1.42.2.27.8.5.1";  ///< draft-behera-ldap-password-policy-10
inline constexpr std::string_view kPasswordExpired =
    "2.16.840.1.113730.3.4.4";   ///< draft-vchu-ldap-pwd-policy-00, of 389 DS; in answers only
inline constexpr std::string_view kSyncRequest = "1.3.6.1.4.1.4203.1.9.1.1";   ///< RFC 4533, as the next three
inline constexpr std::string_view kSyncState = "1.3.6.1.4.1.4203.1.9.1.2";
inline constexpr std::string_view kSyncDone = "1.3.6.1.4.1.4203.1.9.1.3";
inline constexpr std::string_view kSyncInfo = "1.3.6.1.4.1.4203.1.9.1.4";
inline constexpr std::string_view kPasswordModify = "1.3.6.1.4.1.4203.1.11.1"; ///< RFC 3062

[[nodiscard]] Control paged(int size, std::string_view cookie);
/// Empty: that was the last page. Nothing: there was no such answer, or none that can be read.
[[nodiscard]] std::optional<std::string> read_page(const Reply& reply);

/// MS-ADTS: 1, only what the account may read; 0x80000000, members one by one.
enum class DirSyncFlags : std::uint32_t { None = 0, ObjectSecurity = 1 };
[[nodiscard]] Control dir_sync(DirSyncFlags flags, std::string_view cookie);
struct DirSyncAnswer {
    bool more = false;
    std::string cookie;
};
[[nodiscard]] std::optional<DirSyncAnswer> read_dir_sync(const Reply& reply);

/// Entries that are deleted, too.
[[nodiscard]] Control show_deleted();

/// Empty cookie: everything.
[[nodiscard]] Control sync_request(std::string_view cookie);
enum class SyncState : std::uint8_t { Present, Add, Modify, Delete };
struct SyncEntry {
    SyncState state = SyncState::Present;
    std::string uuid;  ///< 16 bytes
};
[[nodiscard]] std::optional<SyncEntry> read_sync_state(const std::vector<Control>& controls);
/// What a server says between the entries. A cookie replaces the one before; an empty one is none.
struct SyncInfo {
    enum class Kind : std::uint8_t { NewCookie, RefreshDelete, RefreshPresent, IdSet } kind = Kind::NewCookie;
    std::string cookie;
    bool deletes = false;  ///< IdSet: these were deleted; else these are there
    std::vector<std::string> uuids;
};
[[nodiscard]] std::optional<SyncInfo> read_sync_info(std::string_view value);
struct SyncEnd {
    std::string cookie;
    bool deletes = false;  ///< false: what was not named as present is gone
};
[[nodiscard]] std::optional<SyncEnd> read_sync_done(const Reply& reply);

[[nodiscard]] Control password_policy();
/// The error of a password policy (0 expired … 8 in history); nothing: none.
[[nodiscard]] std::optional<int> read_password_policy(const Reply& reply);
/// History and minimum age hold for a reset too.
[[nodiscard]] Control policy_hints(std::string_view oid);

/// The value of RFC 3062's request: the new password of somebody.
[[nodiscard]] Secret password_modify(std::string_view dn, const Secret& password);
/// The same by who knows the password of today.
[[nodiscard]] Secret password_modify(std::string_view dn, const Secret& current, const Secret& password);

}  // namespace rekey::ldap
