#include "adapters/store/repositories/resets.hpp"

namespace rekey::store {
namespace {

constexpr Query kUse{"captcha_mark.use",
                     "INSERT INTO captcha_mark (tenant_id, expires_at, mark) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING mark"};

}  // namespace

bool CaptchaMarks::use(const Mac& mark, Instant expires_at) {
    return !scope_.session.execute(kUse, {scope_.tenant, expires_at, mark}).empty();
}

}  // namespace rekey::store
