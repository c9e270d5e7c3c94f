#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rekey::message {

struct Paragraph {
    std::string text;
};
/// The code, already grouped. Its label is the letter's title.
struct CodeBlock {
    std::string code;
};
struct Facts {
    std::vector<std::pair<std::string, std::string>> rows;
};
struct Section {
    std::string heading, text;
};
/// An address of the tenant's own, to be opened.
struct Action {
    std::string label, url;
};
using Block = std::variant<Paragraph, CodeBlock, Facts, Section, Action>;

/// What an e-mail says, before it has a form. Both forms are made from this one thing, so they say the same. All fields are plain text.
struct Letter {
    std::string language;  ///< BCP 47
    std::string sender;    ///< the tenant's name
    std::string subject;
    std::string preview;   ///< what a mail program shows in its list; holds no code
    std::string title;
    std::vector<Block> blocks;
    std::vector<std::string> footer;
};

/// Lines of at most 72 characters, LF between them.
[[nodiscard]] std::string to_text(const Letter& letter);
/// One column without tables, pictures, scripts or colours of text and page: the reader's light or dark theme stays. No link but that of an
/// Action.
[[nodiscard]] std::string to_html(const Letter& letter);

/// The five characters of HTML as entities (also right inside a quoted attribute).
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace rekey::message
