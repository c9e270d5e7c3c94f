#include "adapters/crypto/key_file.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

#include "adapters/crypto/entropy.hpp"
#include "adapters/crypto/file.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace rekey::crypto {
namespace {

constexpr std::string_view kHeader = "rekey-keys 1";
constexpr std::string_view kComment =
    "# The keys of this server. Who has them and a copy of the store can read addresses and guess passwords;\n"
    "# without them the store is lost. Keep a copy where the backups of the store are not.\n"
    "# kind  id  made  key\n";

std::string today() { return to_rfc3339(std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now())); }

std::string line_of(std::string_view kind, std::uint32_t id) {
    Key key;
    OsEntropy().fill(key.out());
    std::string hex = to_hex(key.view());
    std::string line = std::string(kind) + " " + std::to_string(id) + " " + today() + " " + hex + "\n";
    wipe(hex);
    return line;
}

std::unexpected<Error> wrong(std::size_t line, std::string_view what) {
    return fail(ErrorCode::InvalidInput, "key file, line " + std::to_string(line) + ": " + std::string(what));
}

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> found;
    while (!(line = trim(line)).empty()) {
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        found.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return found;
}

struct Entry {
    std::string_view kind;
    SealKey key;
};

/// `kind id made key`
Result<Entry> parse_entry(std::string_view text, std::size_t line) {
    const auto parts = words(text);
    if (parts.size() != 4) return wrong(line, "not four words: kind, id, time made, key");
    Entry entry{parts[0], {}};
    const auto [end, error] = std::from_chars(parts[1].begin(), parts[1].end(), entry.key.id);
    if (error != std::errc{} || end != parts[1].end() || entry.key.id == 0)
        return wrong(line, "the id is not a number from 1 to 4294967295");
    entry.key.created = parts[2];
    if (!from_hex(parts[3], entry.key.key.out())) return wrong(line, "the key is not 64 hexadecimal digits");
    return entry;
}

/// Collects the entries of a file and tells what is missing at its end.
class Collector final {
public:
    Result<void> add(Entry entry, std::size_t line) {
        if (entry.kind == "mac" && !mac_) return (mac_ = std::move(entry.key.key), Result<void>{});
        if (entry.kind == "fixed" && !fixed_) return (fixed_ = std::move(entry.key.key), Result<void>{});
        if (entry.kind == "mac" || entry.kind == "fixed") return wrong(line, "there is one already of this kind");
        if (entry.kind != "seal") return wrong(line, "the kind is not mac, fixed or seal");
        if (!seals_.empty() && seals_.back().id >= entry.key.id) return wrong(line, "the ids of sealing keys do not grow");
        seals_.push_back(std::move(entry.key));
        return {};
    }
    Result<KeyRing> finish(std::size_t lines) {
        if (!mac_ || !fixed_ || seals_.empty()) return wrong(lines, "a key of kind mac, fixed or seal is missing");
        return KeyRing{std::move(*mac_), std::move(*fixed_), std::move(seals_)};
    }

private:
    std::optional<Key> mac_, fixed_;
    std::vector<SealKey> seals_;
};

}  // namespace

Result<KeyRing> parse_key_file(std::string_view text) {
    Collector collector;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (++number == 1) {
            if (line != kHeader) return wrong(1, "not \"rekey-keys 1\": not a key file, or of a later Rekey");
            continue;
        }
        if (line.empty() || line.front() == '#') continue;
        auto entry = parse_entry(line, number);
        if (!entry) return std::unexpected(entry.error());
        if (const auto added = collector.add(std::move(*entry), number); !added) return std::unexpected(added.error());
    }
    return collector.finish(number);
}

Result<void> create_key_file(const std::string& path) {
    std::string text = std::string(kHeader) + "\n" + std::string(kComment);
    text.reserve(2048);  // growing would leave copies behind
    for (const auto kind : {"mac", "fixed", "seal"}) {
        std::string line = line_of(kind, 1);
        text += line;
        wipe(line);
    }
    auto made = write_private(path, text);
    wipe(text);
    return made;
}

Result<KeyRing> load_key_file(const std::string& path) {
    const auto file = read_private(path);
    if (!file) return std::unexpected(file.error());
    return parse_key_file(file->text.reveal());
}

Result<std::uint32_t> add_seal_key(const std::string& path) {
    const auto file = read_private(path);
    if (!file) return std::unexpected(file.error());
    const auto ring = parse_key_file(file->text.reveal());
    if (!ring) return std::unexpected(ring.error());

    const std::uint32_t id = ring->seals.back().id + 1;
    const std::string fresh = path + ".new";  // also keeps a second rotation out
    const auto old = file->text.reveal();
    const Secret text{std::string(old) + (old.ends_with('\n') ? "" : "\n") + line_of("seal", id)};
    if (const auto readable = parse_key_file(text.reveal()); !readable) return std::unexpected(readable.error());
    if (const auto written = write_private(fresh, text.reveal()); !written) return std::unexpected(written.error());
    if (const auto replaced = replace_private(fresh, path, *file); !replaced) return std::unexpected(replaced.error());
    return id;
}

}  // namespace rekey::crypto
