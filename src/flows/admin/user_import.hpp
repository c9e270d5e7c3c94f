#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/admin/admin_ports.hpp"
#include "flows/admin/identity_view.hpp"

namespace rekey::flows {

/// What to do with a row whose user name names somebody already.
enum class OnExisting : std::uint8_t { Refuse, Update };

struct ImportOptions {
    Apply apply = Apply::Commit;
    OnExisting existing = OnExisting::Refuse;
    Lasting passwords = Lasting::OneSignIn;
};

struct RowError {
    std::int64_t line = 0;  ///< of the file, where the row begins
    std::string message;
};

struct ImportReport {
    std::int64_t rows = 0, added = 0, updated = 0, failed = 0;
    std::vector<RowError> errors;  ///< the first kMaxErrors
    static constexpr std::size_t kMaxErrors = 1000;
};

/// The next piece of the file; empty at its end.
using ByteSource = std::function<std::string_view()>;
using ImportProgress = std::function<void(const ImportReport&)>;

/// People from a CSV file (RFC 4180, UTF-8, header row). Columns in any order: user_name (needed), display_name, given_name, surname,
/// language, email, mobile, office, password, groups (names separated by ";", made when missing). The file is streamed: memory does
/// not grow with it. 500 rows a transaction; a bad row is reported with its line and the others go on. A preview does the same and
/// undoes each batch, so that it sees a name that is twice in the file only when both are in one batch.
class UserImport final {
public:
    explicit UserImport(AdminPorts ports) : ports_(std::move(ports)) {}

    /// InvalidInput when the header is missing, names an unknown column, or the text is not CSV. `progress` is called after each batch.
    [[nodiscard]] Result<ImportReport> run(const TenantId& tenant, const ByteSource& file, const ImportOptions& options,
                                           const ImportProgress& progress, const Actor& actor);

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
