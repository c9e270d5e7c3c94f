#include "config/load.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "config/checks.hpp"
#include "config/keys.hpp"
#include "config/suggest.hpp"
#include "config/toml.hpp"

namespace rekey::config {
namespace {

namespace fs = std::filesystem;

/// Fills a Config from a parsed file and collects everything that is wrong on the way.
class Reader final {
public:
    explicit Reader(const fs::path& file) : file_(file) { config_.file = fs::absolute(file); }

    void read(const toml::table& root) {
        read_sections(root, {});
        require_rest();
        place_store();
        auto together = check_together(config_, [this](std::string_view key) { return place(key); });
        std::ranges::move(together, std::back_inserter(problems_));
    }

    [[nodiscard]] std::expected<Config, std::vector<Problem>> finish() && {
        if (problems_.empty()) return std::move(config_);
        std::ranges::sort(problems_, {}, [](const Problem& problem) { return std::pair(problem.place.line, problem.message); });
        return std::unexpected(std::move(problems_));
    }

private:
    static int line_of(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

    static std::vector<std::string> sections() {
        std::set<std::string> names;
        for (const auto& key : keys()) names.emplace(section_of(key.name));
        return {names.begin(), names.end()};
    }

    static bool is_section(const std::string& name) {
        const auto all = sections();
        return std::ranges::find(all, name) != all.end();
    }

    /// Of sections with names like "sms.provider": [sms] is only the way there.
    static bool leads_to_section(const std::string& name) {
        return std::ranges::any_of(sections(), [&](const std::string& section) { return section.starts_with(name + '.'); });
    }

    static std::vector<std::string> key_names() {
        std::vector<std::string> names;
        for (const auto& key : keys()) names.emplace_back(key.name);
        return names;
    }

    static std::string unknown(const std::string& name, const std::vector<std::string>& known, std::string_view what) {
        if (find_key(name + "_file")) return fmt::format("{0} is not written here: secrets come from {0}_file or {0}_env", name);
        const auto meant = closest(name, known);
        return fmt::format("{} is not a {}{}", name, what, meant ? fmt::format(" (did you mean {}?)", *meant) : std::string());
    }

    void report(int line, std::string message) { problems_.push_back({{file_.string(), line}, std::move(message)}); }

    /// Where a key is, or its section, or the file.
    [[nodiscard]] Place place(std::string_view key) const {
        for (auto name = std::string(key);; name.resize(name.rfind('.'))) {
            if (const auto line = lines_.find(name); line != lines_.end()) return {file_.string(), line->second};
            if (name.find('.') == std::string::npos) return {file_.string(), 0};
        }
    }

    void read_sections(const toml::table& tables, const std::string& prefix) {
        for (const auto& [name, node] : tables) {
            const auto section = prefix + std::string(name.str());
            const auto* table = node.as_table();
            if (const auto* list = find_list(section)) {
                read_list(*list, node);
            } else if (table && is_section(section)) {
                read_section(section, section, *table);
            } else if (table && leads_to_section(section)) {
                read_sections(*table, section + '.');
            } else {
                report(line_of(node), unknown(section, sections(), "section"));
            }
        }
    }

    /// `at` is the section with its number: "tenant[1]".
    void read_section(const std::string& section, const std::string& at, const toml::table& table) {
        lines_[at] = static_cast<int>(table.source().begin.line);
        for (const auto& [name, node] : table) {
            const auto full = fmt::format("{}.{}", section, name.str());
            if (const auto* list = find_list(full)) {
                read_list(*list, node);
                continue;
            }
            const auto* key = find_key(full);
            if (!key) {
                report(line_of(node), unknown(full, key_names(), "key"));
                continue;
            }
            lines_[fmt::format("{}.{}", at, name.str())] = line_of(node);
            if (const auto wrong = assign(*key, node)) report(line_of(node), fmt::format("{} {}", full, *wrong));
        }
    }

    void read_list(const List& list, const toml::node& node) {
        const auto* elements = node.as_array();
        if (!elements || !elements->is_array_of_tables())
            return report(line_of(node), fmt::format("{0} is written [[{0}]], with two brackets", list.section));
        for (const auto& each : *elements) {
            const auto at = fmt::format("{}[{}]", list.section, list.size(config_));
            list.add(config_);
            read_section(std::string(list.section), at, *each.as_table());
            require(list.section, at);
        }
    }

    void require(std::string_view section, const std::string& at) {
        for (const auto& key : keys()) {
            if (key.need == Need::Optional || section_of(key.name) != section) continue;
            const auto full = fmt::format("{}{}", at, key.name.substr(section.size()));
            if (!lines_.contains(full)) problems_.push_back({place(full), fmt::format("{} is missing", key.name)});
        }
    }

    void require_rest() {
        for (const auto& section : sections()) {
            if (!find_list(section)) require(section, section);
        }
    }

    std::optional<std::string> assign(const Key& key, const toml::node& node) {
        return std::visit([&](const auto& field) { return fill(field, node); }, key.field);
    }

    std::optional<std::string> fill(const Number& field, const toml::node& node) {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < field.least || *value > field.most)
            return fmt::format("must be a number from {} to {}", field.least, field.most);
        field.at(config_) = *value;
        return std::nullopt;
    }

    std::optional<std::string> fill(const Text& field, const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        if (!value || value->empty()) return "must be a text in quotes";
        field.at(config_) = *value;
        return field.check(*value);
    }

    std::optional<std::string> fill(const Texts& field, const toml::node& node) {
        const auto* array = node.as_array();
        if (!array || array->size() < field.least) return "must be a list of texts: [\"…\", \"…\"]";
        for (const auto& each : *array) {
            const auto value = each.value_exact<std::string>();
            if (!value) return "must be a list of texts: [\"…\", \"…\"]";
            if (const auto wrong = field.check(*value)) return fmt::format("({}) {}", *value, *wrong);
            field.at(config_).push_back(*value);
        }
        return std::nullopt;
    }

    std::optional<std::string> fill(const Path& field, const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        if (!value || value->empty()) return "must be a path in quotes";
        const auto path = absolute(*value);
        std::error_code ignored;
        if (field.must_exist && !fs::is_regular_file(path, ignored)) return fmt::format("names {}, which is not a file", path.string());
        field.at(config_) = path;
        return std::nullopt;
    }

    std::optional<std::string> fill(const Listen& field, const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        const auto endpoint = value ? parse_endpoint(*value) : std::nullopt;
        if (!endpoint) return "must be an address and a port, like \"127.0.0.1:8080\" or \"[::]:443\"";
        field.at(config_) = *endpoint;
        return std::nullopt;
    }

    std::optional<std::string> fill(const Choice& field, const toml::node& node) {
        const auto value = node.value_exact<std::string>();
        const auto found = value ? std::ranges::find(field.names, *value) : field.names.end();
        if (found == field.names.end()) return fmt::format("must be one of \"{}\"", fmt::join(field.names, "\", \""));
        field.set(config_, static_cast<std::size_t>(found - field.names.begin()));
        return std::nullopt;
    }

    /// Relative paths start at the file, so that the working directory does not matter.
    [[nodiscard]] fs::path absolute(const fs::path& path) const { return (config_.file.parent_path() / path).lexically_normal(); }

    /// sqlite:FILE (or sqlite:///FILE, as other programs write it) with the file made absolute.
    void place_store() {
        constexpr std::string_view kSqlite = "sqlite:";
        auto& url = config_.store.url;
        if (!url.starts_with(kSqlite)) return;
        auto path = std::string_view(url).substr(kSqlite.size());
        if (path.starts_with("//")) path.remove_prefix(2);
        url = std::string(kSqlite) + absolute(path).string();
    }

    fs::path file_;
    Config config_;
    std::map<std::string, int> lines_;
    std::vector<Problem> problems_;
};

}  // namespace

std::string to_text(const Problem& problem) {
    if (problem.place.line == 0) return fmt::format("{}: {}", problem.place.file, problem.message);
    return fmt::format("{}:{}: {}", problem.place.file, problem.place.line, problem.message);
}

std::expected<Config, std::vector<Problem>> parse(std::string_view text, const fs::path& file) {
    const auto root = toml::parse(text, file.string());
    if (!root) {
        const auto& error = root.error();
        return std::unexpected(
            std::vector{Problem{{file.string(), static_cast<int>(error.source().begin.line)}, std::string(error.description())}});
    }
    Reader reader(file);
    reader.read(root.table());
    return std::move(reader).finish();
}

std::expected<Config, std::vector<Problem>> load(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) return std::unexpected(std::vector{Problem{{file.string(), 0}, "the file cannot be read"}});
    return parse(text.str(), file);
}

}  // namespace rekey::config
