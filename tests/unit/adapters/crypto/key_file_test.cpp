#include "adapters/crypto/key_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "bytes.hpp"
#include "vectors/key_vectors.hpp"

namespace rekey::crypto {
namespace {

using testing::HasSubstr;

class KeyFile : public testing::Test {
protected:
    KeyFile() {
        std::string name = (std::filesystem::temp_directory_path() / "rekey-keys-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        path_ = folder_ + "/keys";
    }
    ~KeyFile() override { std::filesystem::remove_all(folder_); }

    void write(std::string_view text, ::mode_t mode = 0600) const {
        std::ofstream(path_) << text;
        ::chmod(path_.c_str(), mode);
    }
    [[nodiscard]] std::string read() const {
        std::ostringstream text;
        text << std::ifstream(path_).rdbuf();
        return text.str();
    }
    [[nodiscard]] ::mode_t mode() const {
        struct stat about{};
        ::stat(path_.c_str(), &about);
        return about.st_mode & 0777U;
    }

    std::string folder_, path_;
};

/// What is said about a text that is no key file.
Error refusal(std::string_view text) {
    const auto ring = parse_key_file(text);
    return ring ? Error{ErrorCode::NotFound, "accepted", {}} : ring.error();
}

constexpr std::string_view kMacLine = "mac 1 2026-11-22T12:00:00.000Z 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
constexpr std::string_view kFixedLine =
    "fixed 1 2026-11-22T12:00:00.000Z 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

TEST(KeyFileFormat, ReadsEveryKey) {
    const auto ring = parse_key_file(vectors::kKeyFile);
    ASSERT_TRUE(ring) << ring.error().detail;
    EXPECT_EQ(to_hex(ring->mac.view()), to_hex(counting(0, 32)));
    EXPECT_EQ(to_hex(ring->fixed.view()), to_hex(counting(32, 32)));
    ASSERT_EQ(ring->seals.size(), 2U);
    EXPECT_EQ(ring->seals[1].id, 7U);
    EXPECT_EQ(ring->seals[1].created, "2026-11-23T12:00:00.000Z");
    EXPECT_EQ(to_hex(ring->seals[1].key.view()), to_hex(counting(96, 32)));
}

TEST(KeyFileFormat, RefusesWhatIsNoKeyFileAndNamesTheLine) {
    const std::string header = "rekey-keys 1\n";
    EXPECT_THAT(refusal("").detail, HasSubstr("missing"));
    EXPECT_THAT(refusal("rekey-keys 2\n").detail, HasSubstr("line 1"));
    EXPECT_THAT(refusal(header + "mac 1 now\n").detail, HasSubstr("line 2: not four words"));
    EXPECT_THAT(refusal(header + "mac 1 now abcd\n").detail, HasSubstr("64 hexadecimal digits"));
    EXPECT_THAT(refusal(header + "mac x now " + std::string(64, '0')).detail, HasSubstr("id is not a number"));
    EXPECT_THAT(refusal(header + "mac 4294967296 now " + std::string(64, '0')).detail, HasSubstr("id is not a number"));
    EXPECT_THAT(refusal(header + "key 1 now " + std::string(64, '0')).detail, HasSubstr("kind is not"));
    EXPECT_THAT(refusal(header + std::string(kMacLine) + std::string(kMacLine)).detail, HasSubstr("line 3: there is one already"));
    EXPECT_THAT(refusal(header + std::string(kMacLine) + std::string(kFixedLine)).detail, HasSubstr("is missing"));
}

TEST(KeyFileFormat, RefusesSealingKeysWithTheSameId) {
    const std::string twice = std::string(vectors::kKeyFile) + "seal 7 2026-11-24T12:00:00.000Z " + std::string(64, 'a') + "\n";
    EXPECT_THAT(refusal(twice).detail, HasSubstr("line 8: the ids of sealing keys do not grow"));
}

TEST(KeyFileFormat, NeverRepeatsAKeyInAnError) {
    EXPECT_THAT(refusal("rekey-keys 1\nmac 1 now 00112233445566778899aabbccddeeffx\n").detail, testing::Not(HasSubstr("00112233")));
}

TEST_F(KeyFile, IsMadeWithFreshKeysThatOnlyItsOwnerCanRead) {
    ::umask(0);
    ASSERT_TRUE(create_key_file(path_));
    EXPECT_EQ(mode(), 0600U);
    const auto one = load_key_file(path_);
    std::filesystem::remove(path_);
    ASSERT_TRUE(create_key_file(path_));
    const auto two = load_key_file(path_);
    ASSERT_TRUE(one && two);
    EXPECT_NE(to_hex(one->mac.view()), to_hex(two->mac.view()));
    EXPECT_NE(to_hex(one->mac.view()), to_hex(one->fixed.view()));
    EXPECT_NE(to_hex(one->mac.view()), to_hex(one->seals.front().key.view()));
}

TEST_F(KeyFile, IsNeverWrittenOver) {
    write("precious");
    const auto made = create_key_file(path_);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(read(), "precious");
}

TEST_F(KeyFile, SaysWhyItCannotBeMade) {
    const auto made = create_key_file(folder_ + "/nowhere/keys");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Refused);
    EXPECT_THAT(made.error().detail, HasSubstr("No such file or directory"));
}

TEST_F(KeyFile, SaysWhatToRunWhenItIsMissing) {
    const auto ring = load_key_file(path_);
    ASSERT_FALSE(ring);
    EXPECT_EQ(ring.error().code, ErrorCode::NotFound);
    EXPECT_THAT(ring.error().detail, HasSubstr("rekey init"));
}

TEST_F(KeyFile, IsRefusedWhenOthersCanReadItWithTheCommandThatMendsIt) {
    for (const ::mode_t open : {0640U, 0604U, 0660U, 0601U}) {
        write(vectors::kKeyFile, open);
        const auto ring = load_key_file(path_);
        ASSERT_FALSE(ring) << open;
        EXPECT_EQ(ring.error().code, ErrorCode::Forbidden);
        EXPECT_THAT(ring.error().detail, HasSubstr("chmod 600 " + path_));
    }
    write(vectors::kKeyFile, 0400);
    EXPECT_TRUE(load_key_file(path_));
}

TEST_F(KeyFile, RefusesAFolderAndAFileThatIsTooLong) {
    EXPECT_EQ(load_key_file("/dev/null").error().code, ErrorCode::InvalidInput);
    write(std::string(65UZ * 1024, '#'));
    EXPECT_EQ(load_key_file(path_).error().code, ErrorCode::InvalidInput);
}

TEST_F(KeyFile, GetsANewSealingKeyAndKeepsTheOldOnes) {
    write(vectors::kKeyFile);
    const auto id = add_seal_key(path_);
    ASSERT_TRUE(id) << id.error().detail;
    EXPECT_EQ(*id, 8U);
    EXPECT_EQ(mode(), 0600U);
    EXPECT_THAT(read(), testing::StartsWith(std::string(vectors::kKeyFile)));
    const auto ring = load_key_file(path_);
    ASSERT_TRUE(ring);
    ASSERT_EQ(ring->seals.size(), 3U);
    EXPECT_EQ(ring->seals.back().id, 8U);
    EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(KeyFile, IsRotatedByOneAtATime) {
    write(vectors::kKeyFile);
    std::ofstream(path_ + ".new") << "somebody else";
    EXPECT_EQ(add_seal_key(path_).error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(read(), vectors::kKeyFile);
}

TEST_F(KeyFile, IsLeftAloneWhenNoIdIsLeft) {
    const std::string full = std::string(vectors::kKeyFile) + "seal 4294967295 2026-11-24T12:00:00.000Z " + std::string(64, 'a') + "\n";
    write(full);
    EXPECT_FALSE(add_seal_key(path_));
    EXPECT_EQ(read(), full);
}

}  // namespace
}  // namespace rekey::crypto
