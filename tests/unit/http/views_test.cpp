#include "http/codec/views.hpp"

#include <gtest/gtest.h>

namespace rekey::http {
namespace {

flows::StepView step(flows::StepKind kind) {
    flows::StepView view;
    view.kind = kind;
    view.user = "piet@contoso.example";
    view.now = from_millis(1'000);
    view.expires_at = from_millis(901'000);
    return view;
}

std::string rendered(flows::StepView view) { return render(flows::ResetAnswer{.handle = {}, .step = std::move(view)}); }

constexpr std::string_view kCommon =
    R"("user":"piet@contoso.example","now":"1970-01-01T00:00:01.000Z","expiresAt":"1970-01-01T00:15:01.000Z")";

std::string expected(std::string_view kind, std::string_view rest) {
    return R"({"step":{"kind":")" + std::string(kind) + "\"," + std::string(kCommon) + std::string(rest) + "}}";
}

const flows::MethodView kMail{
    "m1", method::Kind::Email, {.first = "p", .last = "t", .domain_first = "e", .suffix = "example", .last_digits = ""}};

TEST(Views, ChooseMethod) {
    auto view = step(flows::StepKind::ChooseMethod);
    view.gate = 1;
    view.gates = 2;
    view.methods = {kMail, {"m2", method::Kind::Sms, {.first = "", .last = "", .domain_first = "", .suffix = "", .last_digits = "78"}}};
    EXPECT_EQ(rendered(view),
              expected("choose_method",
                       R"(,"gate":1,"gates":2,"methods":[{"id":"m1","kind":"email","hint":{"first":"p","last":"t","domainFirst":"e",)"
                       R"("suffix":"example"}},{"id":"m2","kind":"sms","hint":{"lastDigits":"78"}}])"));
    view.gates.reset();
    view.methods.clear();
    EXPECT_EQ(rendered(view), expected("choose_method", R"(,"gate":1,"methods":[])"));
}

TEST(Views, EnterCode) {
    auto view = step(flows::StepKind::EnterCode);
    view.gate = 1;
    view.challenge = "c1";
    view.method = kMail;
    view.digits = 8;
    view.code_expires_at = from_millis(601'000);
    view.resend_at = from_millis(31'000);
    EXPECT_EQ(rendered(view),
              expected("enter_code", R"(,"gate":1,"challenge":"c1","method":{"id":"m1","kind":"email","hint":{"first":"p","last":"t",)"
                                     R"("domainFirst":"e","suffix":"example"}},"digits":8,"codeExpiresAt":"1970-01-01T00:10:01.000Z",)"
                                     R"("resendAt":"1970-01-01T00:00:31.000Z","resent":false)"));
}

TEST(Views, AnswerQuestions) {
    auto view = step(flows::StepKind::AnswerQuestions);
    view.gate = 2;
    view.gates = 2;
    view.challenge = "c1";
    view.method = flows::MethodView{"m2", method::Kind::SecurityQuestions, {}};
    view.questions = {{"first_pet", {{"en", "Which pet?"}, {"nl", "Welk dier?"}}}, {"own:Which ward?", {{"en", "Which ward?"}}}};
    EXPECT_EQ(
        rendered(view),
        expected(
            "answer_questions",
            R"(,"gate":2,"gates":2,"challenge":"c1","method":{"id":"m2","kind":"security_questions","hint":{}},"questions":[)"
            R"({"id":"first_pet","texts":{"en":"Which pet?","nl":"Welk dier?"}},{"id":"own:Which ward?","texts":{"en":"Which ward?"}}])"));
}

TEST(Views, OtherSteps) {
    EXPECT_EQ(rendered(step(flows::StepKind::ChooseNeed)), expected("choose_need", ""));

    auto password = step(flows::StepKind::SetPassword);
    password.rules = flows::StepView::Rules{.min_length = 12, .max_length = 256, .classes = 0, .history = 5};
    EXPECT_EQ(rendered(password), expected("set_password", R"(,"rules":{"minLength":12,"maxLength":256,"classes":0,"history":5})"));

    auto done = step(flows::StepKind::Completed);
    done.outcome = reset::Need::Reset;
    done.sign_in = flows::Link{"https://a.example", "Sign in"};
    EXPECT_EQ(rendered(done), expected("completed", R"(,"outcome":"reset","signIn":{"url":"https://a.example","label":"Sign in"})"));

    auto refused = step(flows::StepKind::Refused);
    refused.reason = policy::Obstacle::TooFewMethods;
    refused.missing = 1;
    refused.reference = "R1";
    EXPECT_EQ(rendered(refused), expected("refused", R"(,"reason":"too_few_methods","missing":1,"reference":"R1")"));
}

TEST(Views, TheHandleComesFirst) {
    const auto text = render(flows::ResetAnswer{.handle = Secret(std::string_view("abc")), .step = step(flows::StepKind::ChooseNeed)});
    EXPECT_TRUE(text.starts_with(R"({"attempt":"abc","step":{)"));
}

TEST(Views, EscapesWhatPeopleTyped) {
    auto view = step(flows::StepKind::ChooseNeed);
    view.user = "\"</script>\x01\xc3\xa9";
    EXPECT_NE(rendered(view).find("\"user\":\"\\\"</script>\\u0001\xc3\xa9\""), std::string::npos);
}

TEST(Views, Portal) {
    flows::PortalView portal;
    portal.tenant_name = "Contoso";
    portal.languages = {"en", "nl"};
    portal.language = "nl";
    portal.help_phone = "+31 20";
    portal.now = from_millis(0);
    EXPECT_EQ(render(portal),
              R"({"tenant":{"name":"Contoso"},"languages":["en","nl"],"language":"nl","resetOffered":true,"unlockOffered":false,)"
              R"("help":{"phone":"+31 20"},"now":"1970-01-01T00:00:00.000Z"})");
    portal.captcha = ports::CaptchaChallenge{.token = "T", .kind = ports::CaptchaKind::Picture, .length = 6, .expires_at = from_millis(0)};
    EXPECT_NE(render(portal).find(R"("captcha":{"challenge":"T","kind":"picture","media":"/api/v1/captchas/T/picture","length":6,)"),
              std::string::npos);
}

TEST(Views, CaptchaAndAdvice) {
    EXPECT_EQ(render(ports::CaptchaChallenge{.token = "T", .kind = ports::CaptchaKind::Sound, .length = 5, .expires_at = from_millis(0)}),
              R"({"challenge":"T","kind":"sound","media":"/api/v1/captchas/T/sound","length":5,"expiresAt":"1970-01-01T00:00:00.000Z"})");
    EXPECT_EQ(render(flows::PasswordAdvice{.strength = 3, .reasons = {{password::Rule::UsedBefore, 0}}}),
              R"({"strength":3,"reasons":[{"rule":"used_before"}]})");
}

}  // namespace
}  // namespace rekey::http
