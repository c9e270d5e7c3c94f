#include "adapters/directory/controls.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace rekey::ldap {
namespace {

std::string hex(std::string_view text) { return to_hex(as_bytes(text)); }

std::string bytes(std::string_view digits) {
    std::string out(digits.size() / 2, '\0');
    std::span<std::uint8_t> into(reinterpret_cast<std::uint8_t*>(out.data()), out.size());
    EXPECT_TRUE(from_hex(digits, into));
    return out;
}

Reply with(std::string_view oid, std::string_view digits) { return {0, {}, {{std::string(oid), bytes(digits), false}}}; }

// Written by hand from X.690: a tag, a length, the content.
TEST(Controls, AreWrittenAsTheirStandardsSay) {
    EXPECT_EQ(hex(paged(10, "").value),
              "3005"
              "02010a"
              "0400");
    EXPECT_EQ(hex(paged(1000, "ab").value),
              "3008"
              "020203e8"
              "04026162");
    EXPECT_EQ(hex(dir_sync(DirSyncFlags::ObjectSecurity, "c").value),
              "300b"
              "020101"
              "0203100000"
              "040163");
    EXPECT_EQ(hex(sync_request("").value),
              "3003"
              "0a0101");
    EXPECT_EQ(hex(sync_request("x").value),
              "3006"
              "0a0101"
              "040178");
    EXPECT_EQ(hex(policy_hints(kPolicyHints).value),
              "3003"
              "020101");
    EXPECT_EQ(hex(password_modify("u", Secret{"pw"}).reveal()),
              "3007"
              "800175"
              "82027077");
    EXPECT_EQ(hex(password_modify("u", Secret{"old"}, Secret{"pw"}).reveal()),
              "300c"
              "800175"
              "81036f6c64"
              "82027077");
    for (const auto& control : {paged(1, ""), dir_sync({}, ""), sync_request(""), policy_hints(kPolicyHints)})
        EXPECT_TRUE(control.critical);
    EXPECT_FALSE(password_policy().critical);
}

TEST(Controls, OfPagesAreRead) {
    EXPECT_EQ(read_page(with(kPaged,
                             "3007"
                             "020100"
                             "04026162")),
              "ab");
    EXPECT_EQ(read_page(with(kPaged,
                             "3005"
                             "020100"
                             "0400")),
              "");
    EXPECT_EQ(read_page(with(kPaged,
                             "3005"
                             "020100"
                             "0405")),
              std::nullopt)
        << "cut off";
    EXPECT_EQ(read_page({}), std::nullopt);
    EXPECT_EQ(read_page(with(kDirSync,
                             "3005"
                             "020100"
                             "0400")),
              std::nullopt);
}

TEST(Controls, OfDirSyncAreRead) {
    const auto answer = read_dir_sync(with(kDirSync,
                                           "3009"
                                           "020101"
                                           "020100"
                                           "040163"));
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->more);
    EXPECT_EQ(answer->cookie, "c");
    EXPECT_FALSE(read_dir_sync(with(kDirSync,
                                    "3003"
                                    "020101")));
}

constexpr std::string_view kUuid = "000102030405060708090a0b0c0d0e0f";

TEST(Controls, OfContentSynchronisationAreRead) {
    const auto entry = read_sync_state(with(kSyncState,
                                            "3015"
                                            "0a0103"
                                            "0410" +
                                                std::string(kUuid))
                                           .controls);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->state, SyncState::Delete);
    EXPECT_EQ(hex(entry->uuid), kUuid);
    EXPECT_FALSE(read_sync_state(with(kSyncState,
                                      "3015"
                                      "0a0104"
                                      "0410" +
                                          std::string(kUuid))
                                     .controls))
        << "there is no such state";
    EXPECT_FALSE(read_sync_state(with(kSyncState,
                                      "3006"
                                      "0a0101"
                                      "040100")
                                     .controls))
        << "no UUID";
    EXPECT_FALSE(read_sync_state({}));

    const auto end = read_sync_done(with(kSyncDone,
                                         "3006"
                                         "040178"
                                         "0101ff"));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->cookie, "x");
    EXPECT_TRUE(end->deletes);
    const auto plain = read_sync_done(with(kSyncDone, "3000"));
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->cookie, "");
    EXPECT_FALSE(plain->deletes);
}

TEST(Controls, BetweenEntriesAreRead) {
    EXPECT_EQ(read_sync_info(bytes("800178"))->cookie, "x");
    EXPECT_EQ(read_sync_info(bytes("a200"))->kind, SyncInfo::Kind::RefreshPresent);
    const auto set =
        read_sync_info(bytes("a317"
                             "0101ff"
                             "3112"
                             "0410" +
                             std::string(kUuid)));
    ASSERT_TRUE(set);
    EXPECT_EQ(set->kind, SyncInfo::Kind::IdSet);
    EXPECT_TRUE(set->deletes);
    ASSERT_EQ(set->uuids.size(), 1U);
    EXPECT_EQ(hex(set->uuids.front()), kUuid);
    for (const auto* const bad : {"", "30", "a3", "a300", "a405",
                                  "a303"
                                  "310104",
                                  "a305"
                                  "3103"
                                  "040100"})
        EXPECT_FALSE(read_sync_info(bytes(bad))) << bad;
}

TEST(Controls, OfPasswordPolicyAreRead) {
    EXPECT_EQ(read_password_policy(with(kPasswordPolicy,
                                        "3003"
                                        "810108")),
              8);
    EXPECT_EQ(read_password_policy(with(kPasswordPolicy,
                                        "3008"
                                        "a003"
                                        "800105"
                                        "810106")),
              6)
        << "after a warning";
    EXPECT_EQ(read_password_policy(with(kPasswordPolicy, "3000")), std::nullopt);
    EXPECT_EQ(read_password_policy(with(kPasswordPolicy,
                                        "3003"
                                        "8101")),
              std::nullopt);
    EXPECT_EQ(read_password_policy({}), std::nullopt);
}

}  // namespace
}  // namespace rekey::ldap
