#include "cli/init.hpp"

#include <fmt/format.h>

#include "config/load.hpp"

namespace rekey::cli {

std::string first_config(const InitOptions& options) {
    const auto web =
        options.web_directory.empty() ? std::string() : fmt::format("web_directory = {}\n", config::to_toml(options.web_directory));
    return fmt::format(R"(# All keys: docs/reference/configuration.md, or `rekey config reference`. `rekey check` tells what is wrong.

[server]
# A reverse proxy with TLS connects here. Or listen on 0.0.0.0:443 and set tls_certificate and tls_key.
listen = "127.0.0.1:{}"
operator_listen = "127.0.0.1:9080"
trusted_proxies = ["127.0.0.1/32"]
{}
[store]
url = {}

[keys]
file = "rekey.keys"

[[tenant]]
name = {}
base_urls = {}

# Without a mail server no code can be sent by e-mail.
# [mail]
# from = "no-reply@example.org"
#
# [[mail.provider]]
# name = "relay"
# host = "smtp.example.org"
# user = "rekey"
# password_file = "mail.password"
)",
                       options.port, web, config::to_toml(options.store), config::to_toml(options.tenant),
                       config::to_toml(options.base_urls));
}

std::string first_steps(const config::Config& config) {
    return fmt::format(R"(Next:
  1. Copy {} to a safe place: without it nobody's address or password can be read.
  2. Name a mail server in {}, section [[mail.provider]].
  3. rekey check --config {}
  4. rekey user add --help, rekey user import --help
  5. rekey serve --config {})",
                       config.keys_file.string(), config.file.string(), config.file.string(), config.file.string());
}

}  // namespace rekey::cli
