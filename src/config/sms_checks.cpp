#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <set>

#include "base/text.hpp"
#include "base/url.hpp"
#include "config/placeholders.hpp"
#include "config/provider_place.hpp"

namespace rekey::config {
namespace {

using Wrong = std::optional<std::string>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Wrong unknown_placeholder(std::string_view text) {
    Wrong wrong;
    static_cast<void>(replace_placeholders(text, [&](std::string_view name) {
        if (std::ranges::find(kPlaceholders, name) == kPlaceholders.end())
            wrong = fmt::format("holds {{{}}}, which is no placeholder (there are {})", name, fmt::join(kPlaceholders, ", "));
        return std::string{};
    }));
    return wrong;
}

bool holds(const SmsProvider& provider, std::string_view placeholder) {
    const auto in = [&](std::string_view text) { return text.find(fmt::format("{{{}}}", placeholder)) != std::string_view::npos; };
    return in(provider.url) || in(provider.json) || std::ranges::any_of(provider.headers, in) || std::ranges::any_of(provider.query, in) ||
           std::ranges::any_of(provider.form, in);
}

/// Checks one provider; says what is wrong at the keys it concerns.
class ProviderCheck final {
public:
    ProviderCheck(const SmsProvider& provider, std::size_t number, const Where& where, std::vector<Problem>& wrong)
        : provider_(provider), place_("sms.provider", number, where, wrong) {}

    void run() {
        place_.check_secret(provider_.secret, "secret");
        const bool own_address = provider_.preset != SmsPreset::Kannel && provider_.preset != SmsPreset::Custom;
        if (!own_address && provider_.url.empty()) say("url", "is missing: this preset has no address of its own");
        if (is_custom()) {
            custom();
        } else {
            account();
        }
        together();
        receipts();
    }

private:
    void callbacks() {
        const bool calls = provider_.receipts == Receipts::Callback;
        const bool signs = provider_.preset == SmsPreset::Vonage || provider_.preset == SmsPreset::MessageBird;
        if (calls && signs && provider_.receipt_secret.empty())
            say("receipt_secret", "is missing: it comes from sms.provider.receipt_secret_file or sms.provider.receipt_secret_env");
        const bool written = is_custom() || !provider_.form.empty() || !provider_.json.empty() || !provider_.query.empty();
        if (calls && written && !holds(provider_, "receipt_url")) say("form", "or query or json must say {receipt_url}");
        if (!calls && holds(provider_, "receipt_url")) say("receipts", "must be callback for {receipt_url}");
    }

    void polls() {
        if (provider_.receipts != Receipts::Poll) return;
        const bool has_own = provider_.preset == SmsPreset::Twilio || provider_.preset == SmsPreset::MessageBird;
        if (!has_own && provider_.poll_url.empty()) say("poll_url", "is missing: this preset has none of its own");
        const bool has_id = has_own || provider_.preset == SmsPreset::Vonage;
        if (!has_id && provider_.id_field.empty()) say("id_field", "is missing: a message is asked for by the gateway's id of it");
    }

    void receipts() {
        place_.check_secret(provider_.receipt_secret, "receipt_secret");
        if (is_custom() && provider_.receipts != Receipts::None && (provider_.receipt_field.empty() || provider_.receipt_delivered.empty()))
            say("receipt_field", "and sms.provider.receipt_delivered are missing");
        callbacks();
        polls();
    }

    [[nodiscard]] bool is_custom() const { return provider_.preset == SmsPreset::Custom; }

    void account() {
        // MessageBird's access key is all there is.
        if (provider_.preset != SmsPreset::MessageBird && provider_.user.empty()) say("user", "is missing");
        if (provider_.secret.empty()) say("secret", "is missing: it comes from sms.provider.secret_file or sms.provider.secret_env");
        if (provider_.sender.empty()) say("sender", "is missing");
    }

    void custom() {
        if (!holds(provider_, "to") && !holds(provider_, "to_digits")) say("form", "or query, json or url must say {to} or {to_digits}");
        if (!holds(provider_, "text")) say("form", "or query, json or url must say {text}");
        if ((holds(provider_, "secret") || holds(provider_, "basic")) && provider_.secret.empty()) say("secret", "is missing");
        if ((holds(provider_, "user") || holds(provider_, "basic")) && provider_.user.empty()) say("user", "is missing");
        if ((holds(provider_, "from") || holds(provider_, "from_digits")) && provider_.sender.empty()) say("sender", "is missing");
    }

    void together() {
        if (!provider_.form.empty() && !provider_.json.empty()) say("json", "and sms.provider.form exclude each other");
        if (provider_.method == HttpMethod::Get && !(provider_.form.empty() && provider_.json.empty()))
            say("method", "must be post for a body");
        if (provider_.success_field.empty() != provider_.success_value.empty())
            say("success_field", "and sms.provider.success_value belong together");
        if (provider_.alphabet.size() > 2) say("alphabet", "must be two words");
    }

    void say(std::string_view key, std::string_view what) const { place_.say(key, what); }

    const SmsProvider& provider_;
    ProviderPlace place_;
};

}  // namespace

Wrong why_not_provider(std::string_view text) {
    const bool good = !text.empty() && text.size() <= 32 &&
                      std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
    return good ? std::nullopt : Wrong("must be small letters, digits and hyphens (32 at most)");
}

Wrong why_not_gateway(std::string_view text) {
    const auto host_end = text.find('/', text.find("://") + 3);
    if (text.substr(0, host_end).find('{') != std::string_view::npos) return "must hold placeholders after the host only";
    if (auto wrong = unknown_placeholder(text)) return wrong;
    const auto url = parse_url(replace_placeholders(text, [](std::string_view) { return std::string("x"); }));
    if (!url) return "must be an address like https://sms.example.org/send";
    if (!is_safe(*url)) return "must begin with https:// (http:// is for this machine only): codes must not travel in clear";
    if (url->path.find_first_of("?#") != std::string::npos) return "must end before the query: parameters go into sms.provider.query";
    return std::nullopt;
}

Wrong why_not_poll(std::string_view text) {
    if (auto wrong = why_not_gateway(text)) return wrong;
    return text.find("{reference}") == std::string_view::npos ? Wrong("must hold {reference}") : std::nullopt;
}

Wrong why_not_sender(std::string_view text) {
    const bool plus = text.starts_with('+');
    const auto digits = text.substr(plus ? 1 : 0);
    const bool number = std::ranges::all_of(digits, is_digit) && digits.size() >= (plus ? 7 : 3) && digits.size() <= 15;
    const bool word = text.size() <= 11 && std::ranges::any_of(text, is_letter) && text.front() != ' ' && text.back() != ' ' &&
                      std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == ' '; });
    if (number || word) return std::nullopt;
    return "must be a number (+31612345678, or a short code), or at most eleven letters, digits and spaces";
}

Wrong why_not_region(std::string_view text) {
    const bool good = text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    return good ? std::nullopt : Wrong("must be a country of two capitals, like NL");
}

Wrong why_not_header(std::string_view text) {
    static const std::set<std::string, std::less<>> kOurs{"connection", "content-length", "content-type",
                                                          "expect",     "host",           "transfer-encoding"};
    const auto colon = text.find(": ");
    const auto name = text.substr(0, colon);
    // Of what RFC 9110 section 5.6.2 allows in a name, what names are made of.
    const bool good = is_line(text) && colon != std::string_view::npos && colon > 0 &&
                      std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
    if (!good) return "must be a line like \"Name: value\"";
    if (kOurs.contains(to_lower(name))) return "is a header that Rekey writes itself";
    return unknown_placeholder(text);
}

Wrong why_not_parameter(std::string_view text) {
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    const bool good =
        is_line(text) && equals != std::string_view::npos && equals > 0 && name.find_first_of("{}& ") == std::string_view::npos;
    return good ? unknown_placeholder(text) : Wrong("must be like \"name=value\"");
}

Wrong why_not_json(std::string_view text) {
    boost::system::error_code error;
    const auto value = boost::json::parse(text, error);
    if (error || !(value.is_object() || value.is_array())) return "must be a JSON object or list";
    return unknown_placeholder(text);
}

Wrong why_not_status(std::string_view text) {
    const bool good = text.size() == 3 && text.front() == '2' && std::ranges::all_of(text, is_digit);
    return good ? std::nullopt : Wrong("must be a status from 200 to 299");
}

Wrong why_not_field(std::string_view text) {
    const bool good =
        is_line(text) && !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos;
    return good ? std::nullopt : Wrong("must be names and numbers of places with dots between them, like messages.0.status");
}

void check_sms(const Config& config, const Where& where, std::vector<Problem>& wrong) {
    std::set<std::string, std::less<>> names;
    for (std::size_t i = 0; i < config.sms.providers.size(); ++i) {
        const auto& provider = config.sms.providers[i];
        if (!provider.name.empty() && !names.insert(provider.name).second)
            wrong.push_back({where(fmt::format("sms.provider[{}].name", i)), fmt::format("provider {} is there twice", provider.name)});
        ProviderCheck(provider, i, where, wrong).run();
    }
}

}  // namespace rekey::config
