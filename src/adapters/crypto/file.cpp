#include "adapters/crypto/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace rekey::crypto {
namespace {

constexpr std::size_t kMostBytes = 64UZ * 1024;

class Descriptor final {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const noexcept { return number_; }
    [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }

private:
    int number_;
};

std::unexpected<Error> refused(const std::string& path, std::string_view doing) {
    const auto reason = std::error_code(errno, std::generic_category()).message();
    return fail(ErrorCode::Refused, "cannot " + std::string(doing) + " " + path + ": " + reason);
}

Result<void> judge(const struct stat& about, const std::string& path) {
    if (!S_ISREG(about.st_mode)) return fail(ErrorCode::InvalidInput, path + " is not a file");
    if ((about.st_mode & 077U) != 0) {
        return fail(ErrorCode::Forbidden, path + " holds keys but group or others have rights on it: run  chmod 600 " + path);
    }
    if (about.st_size > static_cast<off_t>(kMostBytes)) return fail(ErrorCode::InvalidInput, path + " is too long to be a key file");
    return {};
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// A new name in a folder is durable only when the folder is on disk too.
bool sync_folder(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    const Descriptor open(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return open.valid() && ::fsync(open.get()) == 0;
}

}  // namespace

Result<PrivateFile> read_private(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid() && errno == ENOENT) return fail(ErrorCode::NotFound, "there is no key file at " + path + ": run  rekey init");
    if (!file.valid()) return refused(path, "open");

    struct stat about{};
    if (::fstat(file.get(), &about) != 0) return refused(path, "look at");
    if (const auto fits = judge(about, path); !fits) return std::unexpected(fits.error());

    std::string text(kMostBytes, '\0');
    const auto got = ::read(file.get(), text.data(), text.size());
    if (got < 0) return refused(path, "read");
    PrivateFile result{Secret(std::string_view(text).substr(0, static_cast<std::size_t>(got))), about.st_uid, about.st_gid};
    wipe(text);
    return result;
}

Result<void> write_private(const std::string& path, std::string_view text) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.valid() && errno == EEXIST) return fail(ErrorCode::AlreadyExists, path + " exists already and is left as it is");
    if (!file.valid()) return refused(path, "make");
    if (write_all(file.get(), text) && ::fchmod(file.get(), 0600) == 0 && ::fsync(file.get()) == 0 && sync_folder(path)) return {};

    auto failure = refused(path, "write");
    ::unlink(path.c_str());
    return failure;
}

Result<void> replace_private(const std::string& fresh, const std::string& path, const PrivateFile& owner) {
    const bool same_owner = owner.owner == ::geteuid() && owner.group == ::getegid();
    if ((same_owner || ::chown(fresh.c_str(), owner.owner, owner.group) == 0) && std::rename(fresh.c_str(), path.c_str()) == 0 &&
        sync_folder(path)) {
        return {};
    }
    auto failure = refused(path, "replace");
    ::unlink(fresh.c_str());
    return failure;
}

}  // namespace rekey::crypto
