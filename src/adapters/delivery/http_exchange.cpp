#include "adapters/delivery/http_exchange.hpp"

#include "adapters/delivery/curl_handle.hpp"

namespace rekey::delivery {
namespace {

/// Keeps what comes until it is too much; then curl is told to stop.
struct Keeping {
    std::string body;
    std::size_t bytes = 0;

    [[nodiscard]] bool counts(std::size_t more) {
        bytes += more;
        return bytes <= kMostAnswer;
    }
};

size_t take_body(char* data, size_t size, size_t count, void* keeping) {
    auto& kept = *static_cast<Keeping*>(keeping);
    if (!kept.counts(size * count)) return 0;
    kept.body.append(data, size * count);
    return size * count;
}

size_t take_header(char*, size_t size, size_t count, void* keeping) {
    return static_cast<Keeping*>(keeping)->counts(size * count) ? size * count : 0;
}

void prepare(CURL* curl, const std::string& url, const HttpOptions& options) {
    set_safe(curl, options.ca_file.string());
    set(curl, CURLOPT_URL, url.c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set(curl, CURLOPT_PATH_AS_IS, 1L);
    // On a connection that is used again curl repeats a request that got no answer: a message would be sent twice.
    set(curl, CURLOPT_FRESH_CONNECT, 1L);
    set(curl, CURLOPT_FORBID_REUSE, 1L);
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
}

HttpAnswer read_answer(CURL* curl, CURLcode code, Keeping& kept) {
    HttpAnswer answer;
    long request_bytes = 0;
    curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.sent = request_bytes > 0 || answer.status != 0;
    answer.took = time_taken(curl);
    answer.body = std::move(kept.body);
    if (kept.bytes > kMostAnswer) {
        answer.failure = "the answer is too large";
    } else if (code != CURLE_OK) {
        answer.failure = curl_easy_strerror(code);
    }
    return answer;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (kUnreserved.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
        }
    }
    return out;
}

HttpAnswer exchange(const HttpRequest& request, const HttpOptions& options) {
    const auto curl = open_curl();
    prepare(curl.get(), request.url, options);
    auto lines = request.headers;
    lines.emplace_back("User-Agent: rekey");
    lines.emplace_back("Expect:");
    if (request.method == HttpRequest::Method::Post) {
        lines.emplace_back("Content-Type: " + (request.content_type.empty() ? std::string("text/plain") : request.content_type));
        set(curl.get(), CURLOPT_POST, 1L);
        set(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
        set(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    }
    const auto headers = list_of(lines);
    set(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    Keeping kept;
    set(curl.get(), CURLOPT_WRITEFUNCTION, &take_body);
    set(curl.get(), CURLOPT_WRITEDATA, &kept);
    set(curl.get(), CURLOPT_HEADERFUNCTION, &take_header);
    set(curl.get(), CURLOPT_HEADERDATA, &kept);
    const auto code = curl_easy_perform(curl.get());
    return read_answer(curl.get(), code, kept);
}

Result<void> probe(const std::string& url, const HttpOptions& options) {
    const auto curl = open_curl();
    prepare(curl.get(), url, options);
    set(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
    if (const auto code = curl_easy_perform(curl.get()); code != CURLE_OK) return fail(ErrorCode::Unreachable, curl_easy_strerror(code));
    return {};
}

}  // namespace rekey::delivery
