#include "http/codec/json_reader.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace rekey::http {
namespace {

namespace json = boost::json;
using json::error_code;

constexpr std::size_t kMostMembers = 64;
constexpr std::size_t kMostDepth = 8;

}  // namespace

/// Texts, lists of texts and objects are kept; of everything else only that it is something else.
struct JsonReader::Value {
    enum class Kind : std::uint8_t { Text, Texts, Object, Other } kind = Kind::Other;
    std::string text;
    std::vector<std::string> texts;
    std::vector<std::pair<std::string, std::unique_ptr<Value>>> members;
    bool read = false;

    Value() = default;
    Value(const Value&) = delete;
    Value& operator=(const Value&) = delete;
    Value(Value&&) = delete;
    Value& operator=(Value&&) = delete;
    ~Value() {
        wipe(text);
        for (auto& each : texts) wipe(each);
    }

    Value* find(std::string_view key) const {
        const auto found = std::ranges::find(members, key, [](const auto& member) { return std::string_view(member.first); });
        return found == members.end() ? nullptr : found->second.get();
    }

    /// Receives Boost.JSON's events. Returning false with an error ends the parse.
    struct Builder {
        static constexpr std::size_t max_object_size = kMostMembers;
        static constexpr std::size_t max_array_size = kMostMembers;
        static constexpr std::size_t max_key_size = 256;
        static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

        explicit Builder(Value* value) : root(value) {}
        ~Builder() { wipe(text); }
        Builder(const Builder&) = delete;
        Builder& operator=(const Builder&) = delete;
        Builder(Builder&&) = delete;
        Builder& operator=(Builder&&) = delete;

        Value* root;
        std::vector<Value*> open;  ///< objects around the current place
        std::size_t arrays = 0;    ///< arrays inside the innermost of them
        Value* list = nullptr;     ///< the outermost of these arrays
        std::string key, text;

        static bool refuse(error_code& error) {
            error = json::error::syntax;
            return false;
        }

        /// An array that holds this is no list of texts.
        bool other() {
            if (arrays > 0) list->kind = Kind::Other;
            return true;
        }

        /// Where the next value goes; null inside an array, where only texts are kept.
        Value* place() {
            if (arrays > 0) return nullptr;
            return open.empty() ? root : open.back()->members.back().second.get();
        }

        bool on_document_begin(error_code&) { return true; }
        bool on_document_end(error_code&) { return true; }
        bool on_array_begin(error_code&) {
            if (Value* const value = place(); value != nullptr) {
                list = value;
                list->kind = Kind::Texts;
                // Never grows: what a reallocation leaves behind could not be wiped.
                list->texts.reserve(kMostMembers);
            } else {
                list->kind = Kind::Other;
            }
            ++arrays;
            return true;
        }
        bool on_array_end(std::size_t, error_code&) {
            --arrays;
            return true;
        }
        bool on_object_begin(error_code& error) {
            // No request has lists of objects: whatever they say, it is not for us.
            Value* const value = place();
            if (value == nullptr) return refuse(error);
            value->kind = Kind::Object;
            open.push_back(value);
            return true;
        }
        bool on_object_end(std::size_t, error_code&) {
            open.pop_back();
            return true;
        }
        bool on_key_part(json::string_view part, std::size_t, error_code&) {
            key.append(part.data(), part.size());
            return true;
        }
        bool on_key(json::string_view part, std::size_t, error_code& error) {
            key.append(part.data(), part.size());
            if (!is_text(key) || open.back()->find(key) != nullptr) return refuse(error);
            open.back()->members.emplace_back(std::exchange(key, {}), std::make_unique<Value>());
            return true;
        }
        bool on_string_part(json::string_view part, std::size_t, error_code&) {
            text.append(part.data(), part.size());
            return true;
        }
        bool on_string(json::string_view part, std::size_t, error_code& error) {
            text.append(part.data(), part.size());
            if (!is_text(text)) return refuse(error);
            if (Value* const value = place(); value != nullptr) {
                value->kind = Kind::Text;
                value->text = text;
            } else if (list->kind == Kind::Texts) {
                list->texts.push_back(text);
            }
            wipe(text);
            return true;
        }
        bool on_number_part(json::string_view, error_code&) { return true; }
        bool on_int64(std::int64_t, json::string_view, error_code&) { return other(); }
        bool on_uint64(std::uint64_t, json::string_view, error_code&) { return other(); }
        bool on_double(double, json::string_view, error_code&) { return other(); }
        bool on_bool(bool, error_code&) { return other(); }
        bool on_null(error_code&) { return other(); }
        bool on_comment_part(json::string_view, error_code&) { return true; }
        bool on_comment(json::string_view, error_code&) { return true; }
    };
};

JsonReader::JsonReader(std::string_view text) : owned_(std::make_unique<Value>()), value_(owned_.get()) {
    json::parse_options options;
    options.max_depth = kMostDepth;
    json::basic_parser<Value::Builder> parser(options, value_);
    error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used != text.size() || value_->kind != Value::Kind::Object) wrong({});
}

JsonReader::JsonReader(Value& borrowed) : value_(&borrowed) {}
JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;

void JsonReader::wrong(std::string_view field) {
    if (!wrong_) wrong_ = BadInput{std::string(field)};
}

JsonReader::Value* JsonReader::take(std::string_view key) {
    if (wrong_) return nullptr;
    Value* const member = value_->find(key);
    if (member == nullptr) {
        wrong(key);
        return nullptr;
    }
    member->read = true;
    return member;
}

JsonReader::Value* JsonReader::take_text(std::string_view key, Bounds bounds) {
    Value* const member = take(key);
    if (member == nullptr) return nullptr;
    const auto length = code_points(member->text);
    if (member->kind == Value::Kind::Text && length >= bounds.least && length <= bounds.most) return member;
    wrong(key);
    return nullptr;
}

void JsonReader::text(std::string_view key, Bounds bounds, std::string& into) {
    if (const Value* const member = take_text(key, bounds)) into = member->text;
}

void JsonReader::text(std::string_view key, Bounds bounds, Secret& into) {
    if (const Value* const member = take_text(key, bounds)) into = Secret(std::string_view(member->text));
}

void JsonReader::optional_text(std::string_view key, Bounds bounds, std::string& into) {
    if (!wrong_ && value_->find(key) != nullptr) text(key, bounds, into);
}

void JsonReader::optional_text(std::string_view key, Bounds bounds, Secret& into) {
    if (!wrong_ && value_->find(key) != nullptr) text(key, bounds, into);
}

JsonReader::Value* JsonReader::take_texts(std::string_view key, Bounds count, Bounds each) {
    if (wrong_ || value_->find(key) == nullptr) return nullptr;
    Value* const member = take(key);
    const auto fits = [&](const std::string& text) { return code_points(text) >= each.least && code_points(text) <= each.most; };
    const auto& texts = member->texts;
    const bool as_many = texts.size() >= count.least && texts.size() <= count.most;
    if (member->kind == Value::Kind::Texts && as_many && std::ranges::all_of(texts, fits)) return member;
    wrong(key);
    return nullptr;
}

void JsonReader::optional_texts(std::string_view key, Bounds count, Bounds each, std::vector<std::string>& into) {
    if (const Value* const member = take_texts(key, count, each)) into = member->texts;
}

void JsonReader::optional_texts(std::string_view key, Bounds count, Bounds each, std::vector<Secret>& into) {
    if (const Value* const member = take_texts(key, count, each)) {
        for (const auto& text : member->texts) into.emplace_back(std::string_view(text));
    }
}

void JsonReader::choice(std::string_view key, std::initializer_list<std::string_view> words, std::size_t& into) {
    const Value* const member = take_text(key, {});
    if (member == nullptr) return;
    const auto* const found = std::ranges::find(words, std::string_view(member->text));
    if (found == words.end()) return wrong(key);
    into = static_cast<std::size_t>(found - words.begin());
}

void JsonReader::object(std::string_view key, const std::function<void(JsonReader&)>& read) {
    Value* const member = take(key);
    if (member == nullptr) return;
    if (member->kind != Value::Kind::Object) return wrong(key);
    JsonReader inside(*member);
    read(inside);
    if (const auto bad = inside.finish()) wrong(bad->field.empty() ? std::string(key) : std::string(key) + '.' + bad->field);
}

std::optional<BadInput> JsonReader::finish() {
    const auto unread = [](const auto& member) { return !member.second->read; };
    if (!wrong_ && std::ranges::any_of(value_->members, unread)) wrong({});
    return wrong_;
}

}  // namespace rekey::http
