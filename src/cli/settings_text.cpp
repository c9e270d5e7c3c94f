#include "cli/settings_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/load.hpp"
#include "config/suggest.hpp"
#include "domain/tenant/questions.hpp"

namespace rekey::cli {
namespace {

bool is_list(const tenant::Key& key) { return std::holds_alternative<std::vector<std::string> tenant::Settings::*>(key.field); }
bool is_number(const tenant::Key& key) { return std::holds_alternative<std::int64_t tenant::Settings::*>(key.field); }
bool is_switch(const tenant::Key& key) { return std::holds_alternative<bool tenant::Settings::*>(key.field); }

std::string constraint(const tenant::Key& key) {
    if (is_number(key)) return fmt::format("{} to {}", key.least, key.most);
    if (is_switch(key)) return "true or false";
    const auto choices = fmt::format("{}", fmt::join(key.choices, ", "));
    if (is_list(key)) return choices.empty() ? fmt::format("list, {} at most", key.most) : fmt::format("list of {}", choices);
    return choices.empty() ? fmt::format("text, {} characters at most", key.most) : fmt::format("one of {}", choices);
}

constexpr std::string_view kReferenceHead = R"(# Settings
<!-- Made by `rekey settings reference`. Edit src/domain/tenant/keys.cpp instead. -->
A tenant's policy. `rekey settings show` tells what is in force, `rekey settings set KEY=VALUE` changes it, `rekey settings export` and
`import` keep it in a file. Every change is judged as a whole (more gates than channels is refused) and stands in the audit log.
)";

constexpr std::string_view kQuestionsHead = R"(
## Security questions
We advise against them ([ADR 0015](../adr/0015-security-questions.md)): switching them on warns. They are offered only where `gates` is 2 or
more, as one of the proofs, and never to administrators. A question that is left out, or is no longer among `custom_questions`, is not
asked any more; who then has fewer than `questions_to_register` chooses anew. A custom question with a comma in it is set by `import`.

| name | in English | in Dutch |
|---|---|---|
)";

}  // namespace

json::value to_json(const tenant::Value& value) {
    return std::visit(
        [](const auto& each) -> json::value {
            if constexpr (std::is_same_v<std::decay_t<decltype(each)>, std::vector<std::string>>) {
                return to_json(each);
            } else {
                return json::value(each);
            }
        },
        value);
}

Error unknown_setting(std::string_view name) {
    std::vector<std::string> names;
    for (const auto& key : tenant::keys()) names.emplace_back(key.name);
    const auto meant = config::closest(name, names);
    return {
        ErrorCode::NotFound, meant ? fmt::format("there is no such setting (did you mean {}?)", *meant) : "there is no such setting", {}};
}

Result<std::pair<std::string, tenant::Value>> parse_assignment(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return fail(ErrorCode::InvalidInput, "is written KEY=VALUE");
    const std::string name(text.substr(0, equals));
    const auto* key = tenant::find_key(name);
    if (!key) return std::unexpected(unknown_setting(name));
    std::string typed(text.substr(equals + 1));
    if (is_list(*key)) std::ranges::replace(typed, ',', '\n');
    auto value = tenant::from_text(*key, typed);
    if (!value) return std::unexpected(value.error());
    return std::pair{name, std::move(*value)};
}

std::string export_text(std::string_view tenant, const tenant::Settings& settings, bool all) {
    std::string text = fmt::format("# Policy of {}. Apply it with: rekey settings import FILE --tenant {}\n", tenant, tenant);
    std::string_view section;
    for (const auto& key : tenant::keys()) {
        const auto value = tenant::get(settings, key);
        if (!all && value == tenant::get({}, key)) continue;
        if (section != key.section) text += fmt::format("\n## {}\n", section = key.section);
        text += fmt::format("# {}\n{} = {}\n", key.doc, key.name, config::to_toml(value));
    }
    return text;
}

std::expected<flows::SettingValues, std::vector<config::Problem>> parse_settings(std::string_view text, const std::string& file) {
    const auto entries = config::parse_flat(text, file);
    if (!entries) return std::unexpected(entries.error());
    flows::SettingValues values;
    std::vector<config::Problem> problems;
    tenant::Settings scratch;
    for (const auto& [name, entry] : *entries) {
        const auto* key = tenant::find_key(name);
        if (!key) {
            problems.push_back({{file, entry.line}, fmt::format("{}: {}", name, unknown_setting(name).detail)});
        } else if (const auto good = tenant::set(scratch, *key, entry.value); !good) {
            problems.push_back({{file, entry.line}, good.error().detail});
        } else {
            values.emplace(name, entry.value);
        }
    }
    if (problems.empty()) return values;
    std::ranges::sort(problems, {}, [](const config::Problem& problem) { return problem.place.line; });
    return std::unexpected(std::move(problems));
}

std::string settings_reference() {
    std::string page(kReferenceHead);
    std::string_view section;
    for (const auto& key : tenant::keys()) {
        if (key.section != section)
            page += fmt::format("\n## {}\n| key | value | default | meaning |\n|---|---|---|---|\n", section = key.section);
        page += fmt::format("| `{}` | {} | `{}` | {} |\n", key.name, constraint(key), config::to_toml(tenant::get({}, key)), key.doc);
    }
    page += kQuestionsHead;
    for (const auto& question : tenant::predefined_questions())
        page += fmt::format("| `{}` | {} | {} |\n", question.id, question.en, question.nl);
    page += "\n## Presets\n`rekey settings preset NAME` sets several at once.\n\n| name | what it means |\n|---|---|\n";
    for (const auto& preset : tenant::presets()) page += fmt::format("| `{}` | {} |\n", preset.name, preset.doc);
    return page;
}

}  // namespace rekey::cli
