#include "domain/message/render.hpp"

#include "domain/message/letter.hpp"
#include "domain/message/moment.hpp"
#include "domain/message/segment.hpp"

namespace rekey::message {
namespace {

/// Line breaks and other control characters would forge lines of a message; they become spaces.
std::string one_line(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return out;
}

std::string parameter(const Message& message, const std::string& name) {
    const auto found = message.parameters.find(name);
    return found == message.parameters.end() ? std::string{} : one_line(found->second);
}

/// In halves, so that it can be kept in mind while typing: 4829 1357, 482 913.
std::string grouped(std::string_view code) {
    if (code.size() < 5) return std::string(code);
    const auto half = (code.size() + 1) / 2;
    return std::string(code.substr(0, half)) + ' ' + std::string(code.substr(half));
}

/// One by one, with a comma where a voice should pause.
std::string spelled(std::string_view code) {
    std::string out;
    for (const char c : code) {
        if (!out.empty()) out += ", ";
        out += c;
    }
    return out;
}

std::string_view moment_of(Kind kind) noexcept {
    switch (kind) {
        case Kind::ResetCode:
        case Kind::UnlockCode:
        case Kind::RegistrationCode: return "expires";
        case Kind::PasswordChanged:
        case Kind::MethodAdded:
        case Kind::MethodChanged:
        case Kind::MethodRemoved:
        case Kind::AccountFrozen:
        case Kind::Invitation:
        case Kind::RecoveryCodeUsed:
        case Kind::BudgetNearlySpent: return "at";
        case Kind::CountryStopped:
        case Kind::ResetPaused: return "paused_until";
    }
    return {};
}

/// Whom to ask: a message with a code holds no link, so there a tenant with nothing but a page is "your administrator".
std::pair<std::string, std::string> help(const Letterhead& head, Kind kind) {
    if (!head.help_phone.empty()) return {"phone", one_line(head.help_phone)};
    if (!head.help_email.empty()) return {"email", one_line(head.help_email)};
    if (!head.help_place.empty()) return {"place", one_line(head.help_place)};
    if (!head.help_url.empty() && !is_code(kind)) return {"url", one_line(head.help_url)};
    return {"none", {}};
}

/// Writes one message in one language. Every text of a kind is given the same values.
class Writer final {
public:
    Writer(const Message& message, const Letterhead& head, const Catalogue& catalogue, Instant moment)
        : message_(message), head_(head), catalogue_(catalogue), moment_(local_moment(moment, head.time_zone, catalogue)) {
        const auto [by, whom] = help(head, message.kind);
        const auto code = parameter(message, "code");
        // Rounded up: "10 minutes" even when the row was written a moment after the clock was read.
        const auto lasts = std::chrono::ceil<minutes>(moment - message.created_at).count();
        values_ = {{"tenant", one_line(head.tenant)},
                   {"by", by},
                   {"help", whom},
                   {"code", code},
                   {"digits", spelled(code)},
                   {"minutes", lasts},
                   {"method", method_words()},
                   {"sent", parameter(message, "sent")},
                   {"limit", parameter(message, "limit")},
                   {"typed", parameter(message, "typed")},
                   {"country", catalogue.country(parameter(message, "country"))},
                   {"clock", moment_.clock},
                   {"day", moment_.day},
                   {"date", moment_.date},
                   {"zone", moment_.zone}};
    }

    [[nodiscard]] Rendered email() const {
        const auto written = letter();
        return {written.subject, to_text(written), to_html(written)};
    }

    /// The fullest form that is one segment. The last line lets a phone fill the code in on that host only (WICG "Origin-bound
    /// one-time codes delivered via SMS").
    [[nodiscard]] Rendered sms() const {
        const bool bound = is_code(message_.kind) && !head_.host.empty();
        const auto last_line = bound ? "\n@" + one_line(head_.host) + " #" + parameter(message_, "code") : std::string{};
        for (const auto* const form : {"sms", "sms_short"}) {
            auto body = own(form) + last_line;
            if (fits_one_segment(body)) return {{}, std::move(body), {}};
        }
        return {{}, own("sms_short"), {}};
    }

    [[nodiscard]] Rendered voice() const { return {{}, own(parameter(message_, "number").empty() ? "voice" : "voice_number"), {}}; }

private:
    [[nodiscard]] std::string own(std::string_view part) const {
        return catalogue_.text(std::string(name(message_.kind)) + '.' + std::string(part), values_);
    }

    [[nodiscard]] Letter letter() const {
        Letter letter{std::string(catalogue_.tag()),
                      one_line(head_.tenant),
                      own("subject"),
                      own("preview"),
                      own("title"),
                      {Paragraph{own("intro")}},
                      footer()};
        if (is_code(message_.kind)) {
            letter.blocks.emplace_back(CodeBlock{grouped(parameter(message_, "code"))});
            letter.blocks.emplace_back(Paragraph{own("works")});
        } else {
            letter.blocks.emplace_back(facts());
        }
        if (message_.kind == Kind::Invitation && !head_.base_url.empty())
            letter.blocks.emplace_back(Action{own("action"), one_line(head_.base_url) + "/account"});
        letter.blocks.emplace_back(Section{own("doubt"), own("doubt_text")});
        const auto token = parameter(message_, "not_me");
        // After the '#': a browser keeps that to itself, so the token stands in no log.
        if (!token.empty() && !head_.base_url.empty())
            letter.blocks.emplace_back(Action{catalogue_.text("not_me"), one_line(head_.base_url) + "/not-me#" + token});
        return letter;
    }

    [[nodiscard]] Facts facts() const {
        Facts facts;
        const auto add = [&](std::string_view label, std::string value) {
            if (!value.empty()) facts.rows.emplace_back(catalogue_.text(label), std::move(value));
        };
        add("fact.account", parameter(message_, "user"));
        if (message_.kind == Kind::Invitation) return facts;  // when it was written says nothing
        add(moment_of(message_.kind) == "paused_until" ? "fact.until" : "fact.when", catalogue_.text("format.moment", values_));
        add("fact.method", method_words());
        if (const auto usable = parse_moment(parameter(message_, "usable_from"))) {
            const auto from = local_moment(*usable, head_.time_zone, catalogue_);
            add("fact.usable", catalogue_.text("format.moment", {{"date", from.date}, {"clock", from.clock}, {"zone", from.zone}}));
        }
        add("fact.how", how());
        add("fact.where", where());
        return facts;
    }

    /// "authenticator app"; nothing for a message that is about no method.
    [[nodiscard]] std::string method_words() const {
        const auto method = parameter(message_, "method");
        for (const std::string_view known : {"email", "mobile", "office", "totp", "recovery_codes", "security_questions"}) {
            if (method == known) return catalogue_.text("method." + method);
        }
        return {};
    }

    [[nodiscard]] std::string how() const {
        using method::Channel;
        const auto names = ',' + parameter(message_, "how") + ',';
        std::vector<std::string> words;
        for (const auto channel : {Channel::Email, Channel::Sms, Channel::Voice, Channel::Totp, Channel::Saved, Channel::Knowledge}) {
            const std::string key{method::name(channel)};
            if (names.find(',' + key + ',') != std::string::npos) words.push_back(catalogue_.text("how." + key));
        }
        return words.empty() ? std::string{} : catalogue_.text("how", {{"methods", catalogue_.list(words)}});
    }

    [[nodiscard]] std::string where() const {
        constexpr std::string_view kOn = " on ";
        auto device = parameter(message_, "device");
        const auto on = device.find(kOn);
        if (on == std::string::npos) return device;
        return catalogue_.text("where", {{"browser", device.substr(0, on)}, {"system", device.substr(on + kOn.size())}});
    }

    [[nodiscard]] std::vector<std::string> footer() const {
        std::vector<std::string> lines;
        const TextValues values{{"phone", one_line(head_.help_phone)}, {"hours", one_line(head_.help_hours)}};
        if (!head_.help_phone.empty())
            lines.push_back(catalogue_.text(head_.help_hours.empty() ? "footer.phone" : "footer.phone_hours", values));
        lines.push_back(catalogue_.text("footer.unread"));
        return lines;
    }

    const Message& message_;
    const Letterhead& head_;
    const Catalogue& catalogue_;
    LocalMoment moment_;
    TextValues values_;
};

}  // namespace

Result<Rendered> render(const Message& message, const Letterhead& letterhead, const Catalogue& catalogue) {
    const std::string moment_name{moment_of(message.kind)};
    const auto moment = parse_moment(parameter(message, moment_name));
    if (!moment) return fail(ErrorCode::InvalidInput, "message parameter " + moment_name);
    const bool by_keys = message.channel == method::Channel::Voice && !parameter(message, "number").empty();
    if (is_code(message.kind) && !by_keys && parameter(message, "code").empty())
        return fail(ErrorCode::InvalidInput, "message parameter code");

    const Writer writer{message, letterhead, catalogue, *moment};
    switch (message.channel) {
        case method::Channel::Email: return writer.email();
        case method::Channel::Sms: return writer.sms();
        case method::Channel::Voice: return writer.voice();
        case method::Channel::Totp:
        case method::Channel::Saved:
        case method::Channel::Knowledge: break;
    }
    return fail(ErrorCode::InvalidInput, "message channel");
}

Result<Rendered> render(const Message& message, const Letterhead& letterhead) {
    return render(message, letterhead, Catalogue::nearest(message.language));
}

}  // namespace rekey::message
