// Links, origins, networks and colours of settings and configuration: what is accepted holds nothing that leads elsewhere.
#include <cstdint>
#include <cstdlib>

#include "base/network.hpp"
#include "base/url.hpp"
#include "config/checks.hpp"
#include "domain/tenant/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto url = rekey::parse_url(text)) {
        if (text.find_first_of("\\@\"'<> \t\r\n") < text.find_first_of("/?#", 8)) std::abort();
        if (url->host.empty() || (url->scheme != "https" && url->scheme != "http")) std::abort();
    }
    if (const auto network = rekey::parse_network(text); network && !rekey::contains(*network, network->address)) std::abort();
    if (!rekey::config::why_not_origin(text) && text.find('/', 8) != std::string_view::npos) std::abort();
    const auto link = rekey::tenant::parse_return_link(text);
    if (link && !rekey::parse_url(link->url)) std::abort();
    for (const auto form :
         {rekey::tenant::Form::Brand, rekey::tenant::Form::BrandDark, rekey::tenant::Form::Email, rekey::tenant::Form::TimeZone}) {
        static_cast<void>(rekey::tenant::why_not(form, text));
    }
    return 0;
}
