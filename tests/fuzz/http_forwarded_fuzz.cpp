#include <cstdlib>

#include "http/pipeline/forwarded.hpp"

/// Whatever proxies say, the outcome is an address that reads back as itself, and a stranger's word changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace http = rekey::http;
    http::Fields headers;
    headers.add("x-forwarded-for", std::string(reinterpret_cast<const char*>(data), size));
    const auto peer = rekey::parse_address("10.0.0.1").value();
    const http::TrustedProxies proxies({rekey::parse_network("10.0.0.0/8").value()});

    const auto client = proxies.resolve(peer, false, headers);
    const auto text = http::to_text(client.address);
    const auto again = rekey::parse_address(text);
    if (!again || *again != client.address || text.find('%') != std::string::npos) std::abort();
    if (http::TrustedProxies().resolve(peer, false, headers).address != peer) std::abort();
    return 0;
}
