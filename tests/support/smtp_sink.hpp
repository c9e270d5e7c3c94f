#pragma once
#include <sys/types.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rekey::test {

/// A folder of one's own that goes with the object.
class TemporaryFolder final {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// tests/support/smtp_sink.py in a process of its own, on a free loopback port; it ends with the object.
class SmtpSink final {
public:
    /// Further arguments of the script.
    explicit SmtpSink(const std::vector<std::string>& arguments = {});
    ~SmtpSink();
    SmtpSink(const SmtpSink&) = delete;
    SmtpSink& operator=(const SmtpSink&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::filesystem::path ca_file() const { return folder_.path() / "ca.pem"; }
    [[nodiscard]] std::filesystem::path other_ca_file() const { return folder_.path() / "other-ca.pem"; }
    static constexpr const char* kUser = "rekey";
    static constexpr const char* kPassword = "correct horse";

    /// Events of one kind so far, oldest first.
    [[nodiscard]] std::vector<boost::json::object> events(std::string_view kind) const;
    [[nodiscard]] std::vector<boost::json::object> messages() const { return events("message"); }
    /// The bytes of one accepted message.
    [[nodiscard]] std::string raw(const boost::json::object& message) const;

private:
    TemporaryFolder folder_;
    pid_t process_ = -1;
    int standard_input_ = -1;
    std::uint16_t port_ = 0;
};

/// All values of a header, as the sink's parser decoded them.
[[nodiscard]] std::vector<std::string> header(const boost::json::object& message, std::string_view name);

}  // namespace rekey::test
