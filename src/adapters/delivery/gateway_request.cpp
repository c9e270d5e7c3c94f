#include "adapters/delivery/gateway_request.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/delivery/mail_header.hpp"
#include "config/placeholders.hpp"

namespace rekey::delivery {
namespace {

namespace json = boost::json;

std::string without_plus(std::string_view number) { return std::string(number.substr(number.starts_with('+') ? 1 : 0)); }

/// Puts the values in, each as it is.
class Filler final {
public:
    Filler(const GatewayTemplate& form, const GatewayValues& values) : form_(form), values_(values) {}

    [[nodiscard]] std::string value(std::string_view name) const {
        if (name == "to") return values_.to;
        if (name == "to_digits") return without_plus(values_.to);
        if (name == "from") return values_.from;
        if (name == "from_digits") return without_plus(values_.from);
        if (name == "text") return values_.text;
        if (name == "id") return values_.id;
        if (name == "user") return values_.user;
        if (name == "secret") return values_.secret;
        if (name == "basic") return values_.basic;
        if (name == "receipt_url") return values_.receipt_url;
        if (name == "reference") return values_.reference;
        if (name == "alphabet") return form_.alphabet[values_.alphabet == message::Alphabet::Gsm7 ? 0 : 1];
        throw Fault(FaultKind::Invariant, "a placeholder without a value");
    }
    [[nodiscard]] std::string filled(std::string_view text) const {
        return config::replace_placeholders(text, [this](std::string_view name) { return value(name); });
    }
    [[nodiscard]] std::string path() const {
        return config::replace_placeholders(form_.url, [this](std::string_view name) { return percent_encoded(value(name)); });
    }
    /// application/x-www-form-urlencoded, also right in a query.
    [[nodiscard]] std::string parameters(const std::vector<std::string>& list) const {
        std::string out;
        for (const auto& parameter : list) {
            // Of a message whose receipt nobody awaits.
            if (values_.receipt_url.empty() && parameter.find("{receipt_url}") != std::string::npos) continue;
            const auto equals = parameter.find('=');
            if (!out.empty()) out += '&';
            out += percent_encoded(parameter.substr(0, equals)) + '=' + percent_encoded(filled(parameter.substr(equals + 1)));
        }
        return out;
    }
    [[nodiscard]] std::string document() const {
        auto value = json::parse(form_.json);
        fill(value);
        return json::serialize(value);
    }

private:
    void fill(json::value& value) const {  // NOLINT(misc-no-recursion): as deep as the operator wrote it
        if (auto* const text = value.if_string()) {
            value = filled(*text);
        } else if (auto* const list = value.if_array()) {
            for (auto& each : *list) fill(each);
        } else if (auto* const object = value.if_object()) {
            for (auto& member : *object) fill(member.value());
        }
    }

    const GatewayTemplate& form_;
    const GatewayValues& values_;
};

}  // namespace

Result<HttpRequest> make_request(const GatewayTemplate& form, const GatewayValues& values) {
    const Filler filler{form, values};
    HttpRequest request;
    request.method = form.method == config::HttpMethod::Get ? HttpRequest::Method::Get : HttpRequest::Method::Post;
    request.url = filler.path();
    if (!form.query.empty()) request.url += '?' + filler.parameters(form.query);
    for (const auto& header : form.headers) request.headers.push_back(filler.filled(header));
    if (!std::ranges::all_of(request.headers, is_header_safe)) return fail(ErrorCode::Refused, "a header would not be safe");
    if (!form.form.empty()) {
        request.content_type = "application/x-www-form-urlencoded";
        request.body = filler.parameters(form.form);
    } else if (!form.json.empty()) {
        request.content_type = "application/json";
        request.body = filler.document();
    }
    return request;
}

}  // namespace rekey::delivery
