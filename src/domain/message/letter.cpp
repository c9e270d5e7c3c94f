#include "domain/message/letter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace rekey::message {
namespace {

template <class... Cases>
struct Visitor : Cases... {
    using Cases::operator()...;
};

/// Breaks at spaces only; a longer word keeps its line to itself.
std::string wrap(std::string_view text, std::string_view first = {}, std::string_view rest = {}) {
    constexpr std::size_t kWidth = 72;
    std::string out{first};
    std::size_t column = code_points(first);
    bool line_is_empty = true;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (!line_is_empty && column + 1 + code_points(word) > kWidth) {
            out += '\n';
            out += rest;
            column = code_points(rest);
            line_is_empty = true;
        }
        if (!line_is_empty) out += ' ';
        column += code_points(word) + (line_is_empty ? 0 : 1);
        out += word;
        line_is_empty = false;
    }
    return out + '\n';
}

std::string facts_as_text(const Facts& facts) {
    std::size_t widest = 0;
    for (const auto& [label, value] : facts.rows) widest = std::max(widest, code_points(label));
    std::string out;
    for (const auto& [label, value] : facts.rows) {
        out += wrap(value, label + ": " + std::string(widest - code_points(label), ' '), std::string(widest + 2, ' '));
    }
    return out;
}

std::string facts_as_html(const Facts& facts) {
    std::string out = "    <dl style=\"margin:0 0 20px;padding:16px;border:1px solid #8a948f;border-radius:10px\">\n";
    for (const auto& [label, value] : facts.rows) {
        const auto* const gap = &label == &facts.rows.back().first ? "0" : "0 0 8px";
        out += fmt::format("      <dt style=\"font-size:14px\">{}</dt><dd style=\"margin:{};font-weight:600\"><bdi>{}</bdi></dd>\n",
                           escape_html(label), gap, escape_html(value));
    }
    return out + "    </dl>\n";
}

std::string block_as_text(const Letter& letter, const Block& block) {
    return std::visit(
        Visitor{[](const Paragraph& p) { return wrap(p.text); },
                [&](const CodeBlock& c) { return fmt::format("{}: {}\n", letter.title, c.code); },
                [](const Facts& f) { return facts_as_text(f); }, [](const Section& s) { return wrap(s.heading) + wrap(s.text); },
                [](const Action& a) { return wrap(a.label + ":") + a.url + '\n'; }},
        block);
}

std::string block_as_html(const Block& block) {
    constexpr auto kParagraph = "    <p style=\"margin:0 0 20px\">{}</p>\n";
    constexpr auto kCode =
        "    <p dir=\"ltr\" style=\"margin:0 0 20px;padding:16px;border:1px solid #8a948f;border-radius:10px;text-align:center;"
        "font-family:ui-monospace,Consolas,monospace;font-size:32px;line-height:1.2;font-weight:600;letter-spacing:4px;white-space:nowrap\">{}</p>\n";
    constexpr auto kSection =
        "    <h2 style=\"margin:24px 0 4px;font-size:16px;font-weight:600\">{}</h2>\n    <p style=\"margin:0\">{}</p>\n";
    constexpr auto kAction = "    <p style=\"margin:12px 0 0\"><a href=\"{}\" style=\"font-weight:600\">{}</a></p>\n";
    return std::visit(Visitor{[&](const Paragraph& p) { return fmt::format(kParagraph, escape_html(p.text)); },
                              [&](const CodeBlock& c) { return fmt::format(kCode, escape_html(c.code)); },
                              [](const Facts& f) { return facts_as_html(f); },
                              [&](const Section& s) { return fmt::format(kSection, escape_html(s.heading), escape_html(s.text)); },
                              [&](const Action& a) { return fmt::format(kAction, escape_html(a.url), escape_html(a.label)); }},
                      block);
}

bool has_code(const Letter& letter) {
    return std::ranges::any_of(letter.blocks, [](const Block& block) { return std::holds_alternative<CodeBlock>(block); });
}

}  // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string to_text(const Letter& letter) {
    // A code's label is the title already.
    std::string out = has_code(letter) ? std::string{} : wrap(letter.title) + '\n';
    for (const auto& block : letter.blocks) out += block_as_text(letter, block) + '\n';
    out += "--\n" + wrap(letter.sender);
    for (const auto& line : letter.footer) out += wrap(line);
    return out;
}

std::string to_html(const Letter& letter) {
    constexpr auto kHead = R"(<!doctype html>
<html lang="{0}" dir="ltr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="supported-color-schemes" content="light dark">
  <title>{1}</title>
</head>
<body style="margin:0;padding:0">
  <div style="display:none;max-height:0;overflow:hidden">{2}</div>
  <div role="main" style="max-width:32rem;margin:0 auto;padding:24px 20px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5">
    <p style="margin:0 0 24px;font-weight:600">{3}</p>
    <h1 style="margin:0 0 12px;font-size:24px;line-height:1.25;font-weight:600">{4}</h1>
)";
    std::string out = fmt::format(kHead, escape_html(letter.language), escape_html(letter.subject), escape_html(letter.preview),
                                  escape_html(letter.sender), escape_html(letter.title));
    for (const auto& block : letter.blocks) out += block_as_html(block);
    out += "    <p style=\"margin:32px 0 0;padding-top:16px;border-top:1px solid #8a948f;font-size:14px\">";
    for (const auto& line : letter.footer) out += (&line == &letter.footer.front() ? "" : "<br>") + escape_html(line);
    return out + "</p>\n  </div>\n</body>\n</html>\n";
}

}  // namespace rekey::message
