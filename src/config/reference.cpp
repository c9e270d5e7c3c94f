#include <fmt/format.h>

#include "config/keys.hpp"
#include "config/load.hpp"

namespace rekey::config {
namespace {

constexpr std::string_view kHead = R"(# Configuration
<!-- Made by `rekey config reference`. Edit src/config/keys.cpp instead. -->
One TOML file, by default `/etc/rekey/rekey.toml`; `--config FILE` or the environment variable `REKEY_CONFIG` names another. `rekey check`
reports everything that is wrong with it at once, with file and line. Relative paths start at the file's own folder. Secrets are never
written in it: they come from a file or an environment variable. What is not written keeps its default.

```toml
[server]
listen = "127.0.0.1:8080"

[store]
url = "sqlite:/var/lib/rekey/rekey.db"

[keys]
file = "/etc/rekey/rekey.keys"

[[tenant]]
name = "contoso.example"
base_urls = ["https://reset.contoso.example"]

[mail]
from = "no-reply@contoso.example"

[[mail.provider]]
name = "relay"
host = "mail.contoso.example"
user = "rekey"
password_file = "/etc/rekey/mail.password"

[[sms.provider]]
name = "twilio"
preset = "twilio"
user = "AC0123456789abcdef0123456789abcdef"
secret_file = "/etc/rekey/twilio.secret"
sender = "Contoso"

[[voice.provider]]
name = "trunk"
host = "sip.carrier.example"
transport = "tls"
user = "contoso"
password_file = "/etc/rekey/trunk.password"
caller = "+31201234567"
```
)";

}  // namespace

std::string reference_page() {
    std::string page(kHead);
    std::string_view section;
    for (const auto& key : keys()) {
        if (section_of(key.name) != section) {
            section = section_of(key.name);
            const auto* list = find_list(section);
            const auto brackets = list ? fmt::format("[[{}]] ({})", section, list->doc) : fmt::format("[{}]", section);
            page += fmt::format("\n## {}\n| key | value | default | meaning |\n|---|---|---|---|\n", brackets);
        }
        const auto standard = default_text(key);
        const auto shown = key.need == Need::Required ? std::string("required")
                           : standard.empty()         ? std::string("none")
                                                      : fmt::format("`{}`", standard);
        page += fmt::format("| `{}` | {} | {} | {} |\n", key.name.substr(section.size() + 1), constraint(key), shown, key.doc);
    }
    return page;
}

}  // namespace rekey::config
