#include "http/registration/registration_codec.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

#include "http/codec/views.hpp"

namespace rekey::http {
namespace {

using boost::json::array;
using boost::json::object;

/// "own:" and the text of a tenant's question.
constexpr std::size_t kLongestQuestionId = 4 + tenant::kLongestQuestion;

/// An optional word that names a kind of proof.
bool read_via(JsonReader& reader, std::optional<method::Kind>& via) {
    std::string word;
    reader.optional_text("via", {1, 32}, word);
    if (word.empty()) return true;
    via = method::parse_kind(word);
    return via.has_value();
}

array names_of(const std::vector<method::Kind>& kinds) {
    array names;
    for (const auto kind : kinds) names.emplace_back(method::name(kind));
    return names;
}

object to_json(const flows::MethodInfo& info) {
    object made{{"id", info.id.text()},
                {"item", registration::name(info.item)},
                {"kinds", names_of(info.kinds)},
                {"managed", info.source == method::Source::Directory},
                {"verified", info.verified},
                {"preferred", info.preferred},
                {"usableFrom", to_rfc3339(info.usable_from)}};
    if (registration::has_address(info.item)) made["hint"] = hint_json(info.hint);
    if (info.usable_until) made["usableUntil"] = to_rfc3339(*info.usable_until);
    if (info.codes_left) made["codesLeft"] = *info.codes_left;
    if (info.questions) made["questions"] = *info.questions;
    return made;
}

object to_json(const flows::ItemOffer& offer) { return {{"item", registration::name(offer.item)}, {"via", names_of(offer.via)}}; }

template <class Each>
array list_of(const std::vector<Each>& all) {
    array made;
    for (const auto& each : all) made.emplace_back(to_json(each));
    return made;
}

}  // namespace

Parsed<flows::StartEnrollment> parse_start_enrollment(std::string_view json) {
    JsonReader reader(json);
    flows::StartEnrollment body;
    std::size_t item = 0;
    reader.choice("item", {"email", "mobile", "office", "totp", "recovery_codes", "security_questions"}, item);
    reader.optional_text("value", {1, 254}, body.value);
    reader.optional_text("region", {2, 2}, body.region);
    reader.optional_text("replaces", {1, 64}, body.replaces);
    reader.optional_texts("questions", {1, 5}, {1, kLongestQuestionId}, body.questions);
    reader.optional_texts("answers", {1, 5}, {1, 100}, body.answers);
    const bool known = read_via(reader, body.via);
    if (auto bad = reader.finish()) return std::unexpected(std::move(*bad));
    if (!known) return std::unexpected(BadInput{"via"});
    body.item = static_cast<registration::Item>(item);
    if (registration::has_address(body.item) == body.value.empty()) return std::unexpected(BadInput{"value"});
    if ((body.item == registration::Item::Questions) == body.questions.empty()) return std::unexpected(BadInput{"questions"});
    if (body.answers.size() != body.questions.size()) return std::unexpected(BadInput{"answers"});
    return body;
}

Parsed<std::optional<method::Kind>> parse_via(std::string_view json) {
    JsonReader reader(json);
    std::optional<method::Kind> via;
    const bool known = read_via(reader, via);
    if (auto bad = reader.finish()) return std::unexpected(std::move(*bad));
    if (!known) return std::unexpected(BadInput{"via"});
    return via;
}

Parsed<Secret> parse_enrollment(std::string_view json) {
    JsonReader reader(json);
    Secret enrollment;
    reader.text("enrollment", {43, 43}, enrollment);
    return finish(reader, std::move(enrollment));
}

Parsed<ProofBody> parse_proof(std::string_view json) {
    JsonReader reader(json);
    ProofBody body;
    reader.text("enrollment", {43, 43}, body.enrollment);
    reader.text("code", {1, 64}, body.code);
    return finish(reader, std::move(body));
}

Parsed<Secret> parse_not_me(std::string_view json) {
    JsonReader reader(json);
    Secret token;
    reader.text("token", {22, 22}, token);
    return finish(reader, std::move(token));
}

std::string render(const flows::RegistrationStatus& status) {
    array to_verify;
    for (const auto& id : status.to_verify) to_verify.emplace_back(id.text());
    object made{{"now", to_rfc3339(status.now)},    {"interrupt", registration::name(status.interrupt)},
                {"missing", status.missing},        {"maySkip", status.may_skip},
                {"skipsLeft", status.skips_left},   {"methods", list_of(status.methods)},
                {"toVerify", std::move(to_verify)}, {"toSetUp", list_of(status.to_set_up)},
                {"region", status.region},          {"changeUntil", to_rfc3339(status.change_until)}};
    if (status.frozen_at) made["frozenAt"] = to_rfc3339(*status.frozen_at);
    return boost::json::serialize(made);
}

std::string render(const flows::EnrollmentView& view) {
    object made{{"item", registration::name(view.item)},
                {"purpose", registration::name(view.purpose)},
                {"via", method::name(view.via)},
                {"state", registration::name(view.state)},
                {"now", to_rfc3339(view.now)},
                {"expiresAt", to_rfc3339(view.expires_at)},
                {"digits", view.digits}};
    if (view.handle) made["enrollment"] = view.handle->reveal();
    if (method::is_sent(view.via)) made["hint"] = hint_json(view.hint);
    if (view.code_expires_at) made["codeExpiresAt"] = to_rfc3339(*view.code_expires_at);
    if (view.resend_at) made["resendAt"] = to_rfc3339(*view.resend_at);
    if (view.app_uri && view.app_key) made["app"] = object{{"uri", view.app_uri->reveal()}, {"key", view.app_key->reveal()}};
    if (!view.codes.empty()) {
        array codes;
        for (const auto& code : view.codes) codes.emplace_back(code.reveal());
        made["codes"] = std::move(codes);
    }
    return boost::json::serialize(made);
}

std::string render(const flows::QuestionChoice& choice) {
    return boost::json::serialize(object{{"choose", choice.choose}, {"questions", to_json(choice.questions)}});
}

std::string render(const flows::NotMeView& view) {
    return boost::json::serialize(object{{"what", registration::name(view.what)},
                                         {"happenedAt", to_rfc3339(view.happened_at)},
                                         {"expiresAt", to_rfc3339(view.expires_at)},
                                         {"now", to_rfc3339(view.now)},
                                         {"frozen", view.frozen}});
}

}  // namespace rekey::http
