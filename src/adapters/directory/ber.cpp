#include "adapters/directory/ber.hpp"

#include <cstring>

namespace rekey::ldap {

BerWriter::BerWriter() : ber_(ber_alloc_t(LBER_USE_DER)) {
    if (!ber_) fail();
}

void BerWriter::fail() { throw Fault(FaultKind::Invariant, "a value in BER could not be written"); }

berval BerWriter::flat() const {
    berval flat{};
    if (ber_flatten2(ber_.get(), &flat, 0) < 0) fail();
    return flat;
}

std::string BerWriter::text() const { return std::string(as_view(flat())); }

Secret BerWriter::secret() const {
    const auto value = flat();
    Secret secret{as_view(value)};
    explicit_bzero(value.bv_val, value.bv_len);
    return secret;
}

BerReader::BerReader(std::string_view value) : value_(as_berval(value)), ber_(value.empty() ? nullptr : ber_init(&value_)) {
    good_ = ber_ != nullptr;
}

bool BerReader::is_whole() const {
    ber_len_t left = 0;
    return good_ && ber_get_option(ber_.get(), LBER_OPT_BER_REMAINING_BYTES, &left) == LBER_OPT_SUCCESS && left == 0;
}

ber_tag_t BerReader::next() {
    ber_len_t length = 0;
    return good_ ? ber_peek_tag(ber_.get(), &length) : LBER_DEFAULT;
}

BerReader& BerReader::enter() {
    ber_len_t length = 0;
    good_ = good_ && ber_skip_tag(ber_.get(), &length) != LBER_DEFAULT;
    return *this;
}

std::int64_t BerReader::integer() {
    ber_int_t number = 0;
    good_ = good_ && ber_get_int(ber_.get(), &number) != LBER_DEFAULT;
    return good_ ? number : 0;
}

bool BerReader::truth() {
    ber_int_t flag = 0;
    good_ = good_ && ber_get_boolean(ber_.get(), &flag) != LBER_DEFAULT;
    return good_ && flag != 0;
}

std::string BerReader::octets() {
    berval value{};
    good_ = good_ && ber_get_stringbv(ber_.get(), &value, LBER_BV_NOTERM) != LBER_DEFAULT;
    return good_ ? std::string(as_view(value)) : std::string{};
}

}  // namespace rekey::ldap
