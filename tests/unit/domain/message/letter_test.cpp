#include "domain/message/letter.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "base/text.hpp"

namespace rekey::message {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Letter letter() { return {"en", "Contoso", "A subject", "A preview", "A title", {Paragraph{"One thing to say."}}, {"The last line."}}; }

TEST(EscapeHtml, LeavesNothingThatCouldBeMarkup) {
    EXPECT_EQ(escape_html(R"(<a href="x" b='y'>&amp;</a>)"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    EXPECT_EQ(escape_html("Zoë & Çelik"), "Zoë &amp; Çelik");
}

TEST(LetterText, WrapsAtSpacesOnly) {
    auto written = letter();
    written.blocks = {
        Paragraph{"word " + std::string(100, 'x') + " and then many words that follow it until the line is full and another one begins"}};
    std::istringstream lines{to_text(written)};
    for (std::string line; std::getline(lines, line);) {
        if (line.find("xxx") == std::string::npos) EXPECT_LE(code_points(line), 72U) << line;
    }
    EXPECT_THAT(to_text(written), HasSubstr("\n" + std::string(100, 'x') + "\n"));
}

TEST(LetterText, AlignsFacts) {
    auto written = letter();
    written.blocks = {Facts{{{"When", "today"}, {"Account", "jan@contoso.example"}}}};
    EXPECT_THAT(to_text(written), HasSubstr("When:    today\nAccount: jan@contoso.example\n"));
}

TEST(LetterText, LabelsTheCodeWithTheTitleInsteadOfSayingItTwice) {
    auto written = letter();
    written.blocks.emplace_back(CodeBlock{"4829 1357"});
    EXPECT_EQ(to_text(written), "One thing to say.\n\nA title: 4829 1357\n\n--\nContoso\nThe last line.\n");
}

TEST(LetterHtml, EscapesEveryPartOfIt) {
    Letter written{"e\"n",          "<1>", "<2>",
                   "<3>",           "<4>", {Paragraph{"<5>"}, CodeBlock{"<6>"}, Facts{{{"<7>", "<8>"}}}, Section{"<9>", "<10>"}},
                   {"<11>", "<12>"}};
    const auto html = to_html(written);
    for (int i = 1; i <= 12; ++i) {
        EXPECT_THAT(html, HasSubstr("&lt;" + std::to_string(i) + "&gt;"));
        EXPECT_THAT(html, Not(HasSubstr("<" + std::to_string(i) + ">")));
    }
    EXPECT_THAT(html, HasSubstr("lang=\"e&quot;n\""));
}

TEST(LetterHtml, HasNothingRemoteNoTablesAndNoColoursOfTextOrPage) {
    auto written = letter();
    written.blocks = {Paragraph{"a"}, CodeBlock{"b"}, Facts{{{"c", "d"}}}, Section{"e", "f"}};
    const auto html = to_html(written);
    for (const auto* const forbidden :
         {"<table", "<img", "<a ", "href", "src=", "http", "url(", "<script", "<link", "background", ";color:", "\"color:"}) {
        EXPECT_THAT(html, Not(HasSubstr(forbidden)));
    }
}

}  // namespace
}  // namespace rekey::message
