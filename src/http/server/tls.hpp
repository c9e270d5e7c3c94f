#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/error.hpp"

struct ssl_ctx_st;

namespace rekey::http {

/// The server's certificate. TLS 1.2 (AEAD with forward secrecy only) and 1.3; ALPN http/1.1. A new certificate is taken while the
/// server runs: connections that are open keep the one they began with.
class Certificate final {
public:
    Certificate(std::filesystem::path certificate, std::filesystem::path key)
        : certificate_(std::move(certificate)), key_(std::move(key)) {}

    /// Reads both files again. InvalidInput, with a sentence for the operator, when they cannot be read or do not belong together:
    /// the certificate in use stays.
    [[nodiscard]] Result<void> reload();
    /// True when a file has another time than when it was last read, well or not.
    [[nodiscard]] bool changed() const;
    [[nodiscard]] std::shared_ptr<ssl_ctx_st> current() const;

private:
    using Times = std::pair<std::filesystem::file_time_type, std::filesystem::file_time_type>;
    [[nodiscard]] Times times() const;

    std::filesystem::path certificate_, key_;
    mutable std::mutex mutex_;
    std::shared_ptr<ssl_ctx_st> current_;
    Times read_{};
};

}  // namespace rekey::http
