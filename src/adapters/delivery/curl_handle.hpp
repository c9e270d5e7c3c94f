#pragma once
#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

// What mail and gateways share of curl. Included by their .cpp files only.
namespace rekey::delivery {

struct SlistDeleter {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Slist = std::unique_ptr<curl_slist, SlistDeleter>;

struct CurlDeleter {
    void operator()(CURL* curl) const noexcept { curl_easy_cleanup(curl); }
};
using Curl = std::unique_ptr<CURL, CurlDeleter>;

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK)
        throw Fault(FaultKind::Invariant, fmt::format("curl option {}", static_cast<int>(option)));
}

inline Slist list_of(const std::vector<std::string>& lines) {
    Slist list;
    for (const auto& line : lines) {
        auto* const longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

inline Curl open_curl() {
    // Thread-safe and done once: the first use of a local static.
    static const auto global = curl_global_init(CURL_GLOBAL_DEFAULT);
    Curl curl{global == CURLE_OK ? curl_easy_init() : nullptr};
    if (!curl) throw Fault(FaultKind::Invariant, "curl cannot start");
    return curl;
}

inline Duration time_taken(CURL* curl) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &microseconds);
    return std::chrono::duration_cast<Duration>(std::chrono::microseconds{microseconds});
}

/// The same for every protocol: nothing from the environment steers where codes go, and certificates are verified.
inline void set_safe(CURL* curl, const std::string& ca_file) {
    set(curl, CURLOPT_PROXY, "");
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (ca_file.empty()) return;
    set(curl, CURLOPT_CAINFO, ca_file.c_str());
    set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

}  // namespace rekey::delivery
