#include "http/codec/signin_codec.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace rekey::http {
namespace {

using boost::json::array;
using boost::json::object;

void put(object& into, std::string_view key, const std::string& text) {
    if (!text.empty()) into[key] = text;
}

object to_json(const flows::StepView::Rules& rules) {
    return {{"minLength", rules.min_length}, {"maxLength", rules.max_length}, {"classes", rules.classes}, {"history", rules.history}};
}

object to_json(const flows::SignInStep& step) {
    object made{
        {"kind", signin::name(step.stage)}, {"user", step.user}, {"now", to_rfc3339(step.now)}, {"expiresAt", to_rfc3339(step.expires_at)}};
    if (step.stage == signin::Stage::SecondProof) {
        array methods;
        for (const auto kind : step.methods) methods.emplace_back(method::name(kind));
        made["methods"] = std::move(methods);
    }
    if (step.rules) made["rules"] = to_json(*step.rules);
    if (step.return_to) made["returnTo"] = object{{"url", step.return_to->url}, {"label", step.return_to->label}};
    return made;
}

object to_json(const signin::Session& session, const SessionId& current) {
    object made{{"id", session.id.text()},
                {"current", session.id == current},
                {"network", session.network},
                {"signedInAt", to_rfc3339(session.signed_in_at)},
                {"lastSeenAt", to_rfc3339(session.last_seen_at)}};
    put(made, "device", session.device);
    return made;
}

object to_json(const audit::Event& event) {
    object made{{"id", event.id.text()}, {"kind", audit::name(event.kind)}, {"at", to_rfc3339(event.at)}};
    if (const auto device = event.details.find("device"); device != event.details.end()) put(made, "device", device->second);
    put(made, "network", event.network);
    return made;
}

}  // namespace

Parsed<flows::SignIn> parse_signin(std::string_view json) {
    JsonReader reader(json);
    flows::SignIn body;
    reader.text("user", {1, 320}, body.user);
    reader.text("password", {1, 1024}, body.password);
    reader.optional_text("return", {0, 64}, body.return_name);
    return finish(reader, std::move(body));
}

Parsed<Secret> parse_sign_in_proof(std::string_view json) {
    JsonReader reader(json);
    Secret code;
    reader.text("code", {1, 64}, code);
    return finish(reader, std::move(code));
}

Parsed<ChangeBody> parse_change(std::string_view json) {
    JsonReader reader(json);
    ChangeBody body;
    reader.text("current", {1, 1024}, body.current);
    reader.text("password", {1, 1024}, body.password);
    return finish(reader, std::move(body));
}

Parsed<flows::WhichSessions> parse_which_sessions(std::string_view json) {
    JsonReader reader(json);
    std::size_t which = 0;
    reader.choice("which", {"others", "all"}, which);
    return finish(reader, which == 1 ? flows::WhichSessions::All : flows::WhichSessions::Others);
}

std::string render(const flows::SignInAnswer& answer) { return boost::json::serialize(object{{"step", to_json(answer.step)}}); }

std::string render(const flows::SessionInfo& info) {
    object made{{"user", info.user},
                {"displayName", info.display_name},
                {"signedInAt", to_rfc3339(info.signed_in_at)},
                {"expiresAt", to_rfc3339(info.expires_at)},
                {"idleUntil", to_rfc3339(info.idle_until)},
                {"now", to_rfc3339(info.now)}};
    put(made, "language", info.language);
    return boost::json::serialize(made);
}

std::string render(const flows::SessionList& list) {
    array sessions;
    for (const auto& session : list.sessions) sessions.push_back(to_json(session, list.current));
    return boost::json::serialize(object{{"now", to_rfc3339(list.now)}, {"sessions", std::move(sessions)}});
}

std::string render(const flows::ActivityList& list) {
    array events;
    for (const auto& event : list.events) events.push_back(to_json(event));
    return boost::json::serialize(object{{"now", to_rfc3339(list.now)}, {"events", std::move(events)}});
}

std::string render(const flows::PasswordInfo& info) {
    object made{{"rules", to_json(info.rules)}};
    if (info.changed_at) made["changedAt"] = to_rfc3339(*info.changed_at);
    return boost::json::serialize(made);
}

}  // namespace rekey::http
