// Tokens and answers come from strangers. The first line of an input is the token, the rest the answer.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "../vectors/key_vectors.hpp"
#include "adapters/captcha/answer.hpp"
#include "adapters/captcha/captcha.hpp"
#include "adapters/crypto/entropy.hpp"
#include "adapters/crypto/key_file.hpp"
#include "adapters/crypto/keyed_hash.hpp"
#include "adapters/crypto/sealer.hpp"
#include "adapters/speech/espeak.hpp"

namespace {

struct Server {
    rekey::crypto::KeyRing ring = rekey::crypto::parse_key_file(vectors::kKeyFile).value();
    rekey::crypto::OsEntropy entropy;
    rekey::crypto::XChaChaSealer sealer{ring, entropy};
    rekey::crypto::HmacKeyedHash macs{ring};
    rekey::speech::EspeakSpeech speech;
    rekey::captcha::BuiltinCaptcha captcha{sealer, macs, entropy, speech};
};

/// The tenant the vector's challenge is for.
rekey::TenantId known_tenant() {
    rekey::TenantId tenant;
    for (std::size_t i = 0; i < tenant.bytes.size(); ++i) tenant.bytes[i] = static_cast<std::uint8_t>(i);
    return tenant;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Server server;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto end = std::min(text.find('\n'), size);
    const auto token = text.substr(0, end), answer = text.substr(std::min(end + 1, size));

    const auto claim = server.captcha.open(known_tenant(), token, answer);
    if (claim.has_value() != (token == vectors::kCaptchaToken)) std::abort();
    if (claim && claim->right != (rekey::captcha::fold(answer) == rekey::captcha::fold("123456"))) std::abort();
    if (!claim && server.captcha.picture(known_tenant(), token)) std::abort();
    if (rekey::captcha::fold(rekey::captcha::fold(answer)) != rekey::captcha::fold(answer)) std::abort();

    // Below the seal: any shape, as if a key had leaked.
    if (const auto decoded = rekey::captcha::decode({data, size});
        decoded && rekey::captcha::encode(*decoded) != rekey::Bytes(data, data + size))
        std::abort();
    return 0;
}
