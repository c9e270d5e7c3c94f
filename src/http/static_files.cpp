#include "http/static_files.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "base/encoding.hpp"
#include "http/pipeline/weighted.hpp"

namespace rekey::http {
namespace {

namespace fs = std::filesystem;

struct Variant {
    std::string encoding;  ///< empty: as it is
    std::string bytes, tag;
};

struct File {
    std::string type;
    bool page = false, immutable = false;
    std::vector<Variant> variants;  ///< best first; the plain one last
};

std::string_view type_of(const fs::path& path) {
    constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".json", "application/json"},
        {".txt", "text/plain; charset=utf-8"},
    };
    const auto extension = path.extension().string();
    for (const auto& [known, type] : kTypes) {
        if (known == extension) return type;
    }
    return {};
}

std::optional<std::string> read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// A strong validator: the start of the content's SHA-256.
std::string tag_of(std::string_view bytes) {
    std::array<std::uint8_t, 32> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return '"' + to_base64url(ByteView(digest).first(12)) + '"';
}

void add_variant(File& file, std::string encoding, std::optional<std::string> bytes) {
    if (!bytes) return;
    auto tag = tag_of(*bytes);
    file.variants.push_back({std::move(encoding), std::move(*bytes), std::move(tag)});
}

/// RFC 9110 section 12.5.3: "*" stands for what is not named, weight 0 means never.
bool accepts(const std::vector<std::pair<std::string_view, int>>& accepted, std::string_view encoding) {
    int weight = 0;
    for (const auto& [name, given] : accepted) {
        if (name == encoding) return given > 0;
        if (name == "*") weight = given;
    }
    return weight > 0;
}

const Variant& choose(const File& file, std::string_view accept_encoding) {
    const auto accepted = weighted_list(accept_encoding);
    for (const auto& variant : file.variants) {
        if (variant.encoding.empty() || accepts(accepted, variant.encoding)) return variant;
    }
    return file.variants.back();
}

Response serve(const File& file, const Request& request) {
    const Variant& variant = choose(file, request.header("accept-encoding"));
    Response response{.content_type = file.type};
    response.shown = file.page ? Shown::Page : Shown::Data;
    response.caching = file.immutable ? Caching::Immutable : Caching::NoStore;
    if (file.variants.size() > 1) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (file.immutable) response.headers.emplace_back("ETag", variant.tag);
    if (file.immutable && request.header("if-none-match") == variant.tag) {
        response.status = 304;
        return response;
    }
    if (!variant.encoding.empty()) response.headers.emplace_back("Content-Encoding", variant.encoding);
    response.shared = variant.bytes;
    return response;
}

std::shared_ptr<const File> load(const fs::path& path, const fs::path& relative) {
    auto file = std::make_shared<File>();
    file->type = type_of(path);
    file->page = path.extension() == ".html";
    file->immutable = relative.begin()->string() == "assets";
    add_variant(*file, "br", read(path.string() + ".br"));
    add_variant(*file, "gzip", read(path.string() + ".gz"));
    add_variant(*file, {}, read(path));
    return file;
}

/// "/reset" for reset.html, "/assets/x.js" for the rest.
std::string route_of(const fs::path& relative) {
    auto path = '/' + relative.generic_string();
    if (relative.extension() == ".html") path.resize(path.size() - std::string_view(".html").size());
    return path;
}

}  // namespace

Result<void> add_static_files(Router& router, const fs::path& directory) {
    std::error_code error;
    std::map<std::string, std::shared_ptr<const File>> files;
    for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
        if (!entry->is_regular_file() || type_of(entry->path()).empty()) continue;
        const auto relative = entry->path().lexically_relative(directory);
        files.emplace(route_of(relative), load(entry->path(), relative));
    }
    if (error || !files.contains("/reset")) {
        return fail(ErrorCode::InvalidInput, "no built portal in " + directory.string() + " (reset.html is missing)");
    }
    for (auto& [path, file] : files) {
        router.add({Method::Get, path, Runs::Inline, 0, [file](const Request& request) { return serve(*file, request); }});
    }
    router.add({Method::Get, "/", Runs::Inline, 0, [](const Request&) { return see_other("/reset"); }});
    return {};
}

}  // namespace rekey::http
