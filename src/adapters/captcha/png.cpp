#include "adapters/captcha/png.hpp"

#include <zlib.h>

#include <array>
#include <string_view>

#include "base/error.hpp"

namespace rekey::captcha {
namespace {

void put(Bytes& out, std::uint32_t number) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

/// Length, kind, data, CRC of kind and data.
void put_chunk(Bytes& out, std::string_view kind, ByteView data) {
    put(out, static_cast<std::uint32_t>(data.size()));
    const auto start = out.size();
    out.insert(out.end(), kind.begin(), kind.end());
    out.insert(out.end(), data.begin(), data.end());
    put(out, static_cast<std::uint32_t>(::crc32(0, out.data() + start, static_cast<uInt>(out.size() - start))));
}

/// Each row: the number of its filter (0: none), then four pixels a byte, the left one in the highest bits.
Bytes pack(std::span<const std::uint8_t> ink, std::uint32_t width) {
    Bytes rows;
    rows.reserve(ink.size() / 4 + ink.size() / width);
    for (std::size_t at = 0; at < ink.size(); at += 4) {
        if (at % width == 0) rows.push_back(0);
        unsigned packed = 0;
        for (const auto pixel : ink.subspan(at, 4)) packed = packed << 2U | (3U - (pixel >> 6U));
        rows.push_back(static_cast<std::uint8_t>(packed));
    }
    return rows;
}

/// Quickly: the least effort, and tables that fit so few bytes (clearing zlib's usual 256 KB would take longer than the rest).
Bytes deflate(Bytes& rows) {
    constexpr int kEffort = 1, kWindowBits = 12, kMemoryLevel = 5;
    z_stream stream{};
    if (::deflateInit2(&stream, kEffort, Z_DEFLATED, kWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw Fault(FaultKind::Invariant, "captcha: zlib has no memory");
    }
    Bytes packed(::deflateBound(&stream, static_cast<uLong>(rows.size())));
    stream.next_in = rows.data();
    stream.avail_in = static_cast<uInt>(rows.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool whole = ::deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (!whole) throw Fault(FaultKind::Invariant, "captcha: a picture could not be packed");
    return packed;
}

}  // namespace

Bytes encode_png(std::span<const std::uint8_t> ink, std::uint32_t width) {
    constexpr std::array<std::uint8_t, 8> kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    Bytes header;
    put(header, width);
    put(header, static_cast<std::uint32_t>(ink.size()) / width);
    header.insert(header.end(), {2, 0, 0, 0, 0});  // bits, grey, deflate, filters, not interlaced

    Bytes png(kSignature.begin(), kSignature.end());
    put_chunk(png, "IHDR", header);
    auto rows = pack(ink, width);
    put_chunk(png, "IDAT", deflate(rows));
    put_chunk(png, "IEND", {});
    return png;
}

}  // namespace rekey::captcha
