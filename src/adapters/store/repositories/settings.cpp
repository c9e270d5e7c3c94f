#include "adapters/store/repositories/records.hpp"

namespace rekey::store {
namespace {

constexpr Query kAll{"setting.all", "SELECT key, value FROM setting WHERE tenant_id = $1"};
constexpr Query kPut{"setting.put",
                     "INSERT INTO setting (tenant_id, key, value) VALUES ($1, $2, $3)"
                     " ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value"};
constexpr Query kRemove{"setting.remove", "DELETE FROM setting WHERE tenant_id = $1 AND key = $2"};

}  // namespace

std::map<std::string, std::string> Settings::all() {
    const auto rows = scope_.session.execute(kAll, {scope_.tenant});
    std::map<std::string, std::string> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.emplace(rows[i].get<std::string>(0), rows[i].get<std::string>(1));
    return all;
}

void Settings::put(std::string_view key, std::string_view value) { scope_.session.post(kPut, {scope_.tenant, key, value}); }

void Settings::remove(std::string_view key) { scope_.session.post(kRemove, {scope_.tenant, key}); }

}  // namespace rekey::store
