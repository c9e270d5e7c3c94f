#pragma once
#include <lber.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace rekey::ldap {

inline berval as_berval(std::string_view text) noexcept { return {text.size(), const_cast<char*>(text.data())}; }
inline std::string_view as_view(const berval& value) noexcept { return {value.bv_val, value.bv_len}; }

struct FreeBer {
    void operator()(BerElement* ber) const noexcept { ber_free(ber, 1); }
};

/// Makes one value in BER (X.690) by liblber's format letters, with int and berval* arguments: "{io}".
class BerWriter final {
public:
    BerWriter();
    template <class... Arguments>
    BerWriter& put(const char* format, Arguments... arguments) {
        if (ber_printf(ber_.get(), format, arguments...) < 0) fail();
        return *this;
    }
    [[nodiscard]] std::string text() const;
    /// The same, and the writer keeps no copy.
    [[nodiscard]] Secret secret() const;

private:
    [[noreturn]] static void fail();
    [[nodiscard]] berval flat() const;
    std::unique_ptr<BerElement, FreeBer> ber_;
};

/// Takes one value apart, front to back. Bytes of a server: nothing but its own bounds is believed. After the first thing that was not
/// there `good` is false for ever, and all else is empty.
class BerReader final {
public:
    explicit BerReader(std::string_view value);
    BerReader(const BerReader&) = delete;
    BerReader& operator=(const BerReader&) = delete;

    /// The tag of what comes next; LBER_DEFAULT at the end of all.
    [[nodiscard]] ber_tag_t next();
    /// Goes into a sequence or set.
    BerReader& enter();
    [[nodiscard]] std::int64_t integer();
    [[nodiscard]] bool truth();
    [[nodiscard]] std::string octets();
    [[nodiscard]] bool good() const noexcept { return good_; }
    /// Good, and nothing is left.
    [[nodiscard]] bool is_whole() const;

private:
    berval value_;
    std::unique_ptr<BerElement, FreeBer> ber_;
    bool good_ = true;
};

}  // namespace rekey::ldap
