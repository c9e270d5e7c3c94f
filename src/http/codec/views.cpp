#include "http/codec/views.hpp"

#include <boost/json/serialize.hpp>

namespace rekey::http {
namespace {

using boost::json::array;
using boost::json::object;

std::string_view name(flows::StepKind kind) noexcept {
    switch (kind) {
        case flows::StepKind::ChooseNeed: return "choose_need";
        case flows::StepKind::ChooseMethod: return "choose_method";
        case flows::StepKind::EnterCode: return "enter_code";
        case flows::StepKind::ConfirmCall: return "confirm_call";
        case flows::StepKind::AnswerQuestions: return "answer_questions";
        case flows::StepKind::SetPassword: return "set_password";
        case flows::StepKind::Writing: return "writing";
        case flows::StepKind::Completed: return "completed";
        case flows::StepKind::Refused: return "refused";
    }
    return "refused";
}

std::string_view outcome(reset::Need need) noexcept { return need == reset::Need::Unlock ? "unlocked" : "reset"; }

void put(object& into, std::string_view key, const std::string& text) {
    if (!text.empty()) into[key] = text;
}

void put(object& into, std::string_view key, const std::optional<Instant>& at) {
    if (at) into[key] = to_rfc3339(*at);
}

void put(object& into, std::string_view key, const std::optional<flows::Link>& link) {
    if (link) into[key] = object{{"url", link->url}, {"label", link->label}};
}

}  // namespace

object hint_json(const method::Hint& hint) {
    object made;
    put(made, "first", hint.first);
    put(made, "last", hint.last);
    put(made, "domainFirst", hint.domain_first);
    put(made, "suffix", hint.suffix);
    put(made, "lastDigits", hint.last_digits);
    return made;
}

namespace {

object to_json(const flows::MethodView& view) {
    object made{{"id", view.id}, {"kind", method::name(view.kind)}, {"hint", hint_json(view.hint)}};
    if (view.slow) made["slow"] = true;
    return made;
}

array to_json(const std::vector<flows::MethodView>& methods) {
    array list;
    for (const auto& method : methods) list.push_back(to_json(method));
    return list;
}

void put_code(object& made, const flows::StepView& step) {
    made["challenge"] = step.challenge;
    if (step.method) made["method"] = to_json(*step.method);
    if (step.kind == flows::StepKind::ConfirmCall) {
        made["number"] = step.number;
        made["confirmed"] = step.confirmed;
    } else {
        made["digits"] = step.digits;
    }
    put(made, "codeExpiresAt", step.code_expires_at);
    put(made, "resendAt", step.resend_at);
    made["resent"] = step.resent;
    if (step.message) made["message"] = message::name(*step.message);
}

void put_questions(object& made, const flows::StepView& step) {
    made["challenge"] = step.challenge;
    if (step.method) made["method"] = to_json(*step.method);
    made["questions"] = http::to_json(step.questions);
}

void put_rules(object& made, const flows::StepView::Rules& rules) {
    made["rules"] =
        object{{"minLength", rules.min_length}, {"maxLength", rules.max_length}, {"classes", rules.classes}, {"history", rules.history}};
}

object to_json(const flows::StepView& step) {
    object made{{"kind", name(step.kind)}, {"user", step.user}, {"now", to_rfc3339(step.now)}, {"expiresAt", to_rfc3339(step.expires_at)}};
    if (step.gate > 0) made["gate"] = step.gate;
    if (step.gates) made["gates"] = *step.gates;
    if (step.kind == flows::StepKind::ChooseMethod) made["methods"] = to_json(step.methods);
    put(made, "region", step.region);
    if (step.kind == flows::StepKind::EnterCode || step.kind == flows::StepKind::ConfirmCall) put_code(made, step);
    if (step.kind == flows::StepKind::AnswerQuestions) put_questions(made, step);
    if (step.rules) put_rules(made, *step.rules);
    if (step.outcome) made["outcome"] = outcome(*step.outcome);
    put(made, "signIn", step.sign_in);
    put(made, "returnTo", step.return_to);
    if (step.reason) made["reason"] = policy::name(*step.reason);
    if (step.missing > 0) made["missing"] = step.missing;
    put(made, "reference", step.reference);
    return made;
}

object help_of(const flows::PortalView& portal) {
    object help;
    put(help, "phone", portal.help_phone);
    put(help, "hours", portal.help_hours);
    put(help, "place", portal.help_place);
    put(help, "url", portal.help_url);
    put(help, "email", portal.help_email);
    return help;
}

object to_json(const ports::CaptchaChallenge& captcha) {
    const std::string_view kind = captcha.kind == ports::CaptchaKind::Sound ? "sound" : "picture";
    return {{"challenge", captcha.token},
            {"kind", kind},
            {"media", "/api/v1/captchas/" + captcha.token + "/" + std::string(kind)},
            {"length", captcha.length},
            {"expiresAt", to_rfc3339(captcha.expires_at)}};
}

}  // namespace

array to_json(std::span<const password::Reason> reasons) {
    array list;
    for (const auto& reason : reasons) {
        object made{{"rule", password::name(reason.rule)}};
        if (reason.limit > 0) made["limit"] = reason.limit;
        list.push_back(std::move(made));
    }
    return list;
}

array to_json(std::span<const tenant::Question> questions) {
    array list;
    for (const auto& question : questions) {
        object texts;
        for (const auto& [language, text] : question.texts) texts[language] = text;
        list.push_back(object{{"id", question.id}, {"texts", std::move(texts)}});
    }
    return list;
}

std::string render(const flows::PortalView& portal) {
    object tenant{{"name", portal.tenant_name}};
    put(tenant, "userIdExample", portal.user_id_example);
    object made{{"tenant", std::move(tenant)},
                {"languages", array(portal.languages.begin(), portal.languages.end())},
                {"language", portal.language},
                {"resetOffered", portal.reset_offered},
                {"unlockOffered", portal.unlock_offered},
                {"help", help_of(portal)},
                {"now", to_rfc3339(portal.now)}};
    put(made, "privacy", portal.privacy_url);
    put(made, "signIn", portal.sign_in);
    put(made, "returnTo", portal.return_to);
    if (portal.captcha) made["captcha"] = to_json(*portal.captcha);
    return boost::json::serialize(made);
}

std::string render(const flows::ResetAnswer& answer) {
    object made;
    if (answer.handle) made["attempt"] = answer.handle->reveal();
    made["step"] = to_json(answer.step);
    return boost::json::serialize(made);
}

std::string render(const flows::PasswordAdvice& advice) {
    return boost::json::serialize(object{{"strength", advice.strength}, {"reasons", to_json(advice.reasons)}});
}

std::string render(const ports::CaptchaChallenge& captcha) { return boost::json::serialize(to_json(captcha)); }

}  // namespace rekey::http
