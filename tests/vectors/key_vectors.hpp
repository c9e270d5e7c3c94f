#pragma once
#include <string_view>

/// What the key file of format 1 must lead to. Made with other implementations than the program's: Python's hmac, OpenSSL's
/// ChaCha20-Poly1305 behind an HChaCha20 written out by hand (checked with draft-irtf-cfrg-xchacha-03 A.3.1), and libargon2.
/// tests/functional/test_key_format.py reads the same constants and holds tests/support/rekey_keys.py to them.
namespace vectors {

// The roots are the bytes 0…31 and 32…63, the sealing keys 64…95 and 96…127.
constexpr std::string_view kKeyFile =
    "rekey-keys 1\n"
    "# a comment\n"
    "\n"
    "mac 1 2026-11-22T12:00:00.000Z 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
    "fixed 1 2026-11-22T12:00:00.000Z 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f\n"
    "seal 1 2026-11-22T12:00:00.000Z 404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f\n"
    "seal 7 2026-11-23T12:00:00.000Z 606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f\n";

// The MAC of ("ab", "", "c") for each purpose.
constexpr std::string_view kMac_attempt_handle = "e98aacf9cdf7c1f0cd7fe70c112aac320badc69a7b3541cdb8d808fa0b9dd5fb";
constexpr std::string_view kMac_code = "7e964792b6f60568f4a7ad8f82c96a72d906a737ba224cffc5a680cfc1b03ddb";
constexpr std::string_view kMac_counter = "8fceb893211b0ea1f5be677dc5e9f2596669403d40398c157d1225d7bc9f8554";
constexpr std::string_view kMac_decoy = "eb9608600eeed16c9b88c28daa27d215fdeedd9dd70e7bcfd322ed73df342284";
constexpr std::string_view kMac_captcha_mark = "cbc9f75d76e6333a05b180504218ac23b429ea915ffd487fad7eab096e934b30";
constexpr std::string_view kMac_audit = "78f16fe435667015c8f28859dc49ecfaca2083d1ab4a555c68f57c66458c426e";
constexpr std::string_view kMac_password_verifier = "6967d3ce4c8e8a5b056f23377953616a3789df77d08d6a4cb5b9c8bbad6e4477";
constexpr std::string_view kMac_method_id = "be6113c0871da092bbff95e418ef6986b2f4d2bcda7d8967d0bf8a105dab90e0";
constexpr std::string_view kMac_address = "1034ce4ca9248e4495856d127ef40978e5110ec11b0c2865f14ca0552414a6f4";
constexpr std::string_view kMac_network = "f82885d20542e3be9cbbeb7637883a7a3e659072c82fee901d864b8eaace5acc";
constexpr std::string_view kMac_session = "160fcd767413ac92c7caf0899594e7e112d36dc27796f947d309c0466ba26758";
constexpr std::string_view kMac_wrong_password = "18468423f06838c4ff436a8d49cc23b0072ec827cc689055dc68ca51e8e6a3b4";
constexpr std::string_view kMac_receipt = "5dc78a5cc6265ca01afef1f9b28b1199d4fc26807a339241ac9f25a43a6698b2";

// "anna@contoso.example" sealed for table authenticator, column address, tenant 00…0f, row 10…1f, with the nonce c8…df.
constexpr std::string_view kSealedText = "anna@contoso.example";
constexpr std::string_view kSealedByKey1 =
    "00000001c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf94ee2c62d61d7eba3290fa5720af879355f24abd7f107644eaab04db2a3d7971dfd7f05e";
constexpr std::string_view kSealedByKey7 =
    "00000007c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf6e1fc7b42bdfc60100dc3195f31277b327879b6eae4df45ea6d62d4e2bfc51b8ac00e02a";

// Argon2id of the password with the salt 00…0f, 19456 KiB and 2 passes, and the MAC of salt and hash that the store holds.
constexpr std::string_view kPassword = "correct horse battery staple";
constexpr std::string_view kPasswordHash = "818259b6310026a8e0dbac5d2e6927abcfdb07b32258fac4f61b18b80f929085";
constexpr std::string_view kPasswordVerifier = "f6bdcb5dbfa8c025b50e65b7258e9570d2f399807455034ac435d38f07e93e14";

// A captcha challenge (src/adapters/captcha/README.md): sound, until 0x0102030405060708 ms, nonce ab…ab, Dutch, 123456; sealed by key 7
// with the nonce c8…df for tenant 00…0f.
constexpr std::string_view kCaptchaPlain = "01010102030405060708abababababababababababababababab6e6c313233343536";
constexpr std::string_view kCaptchaToken =
    "AAAAB8jJysvMzc7P0NHS09TV1tfY2drb3N3e3w5wqNdouKxpc7vpUXbcpHnhXFyg6bmr0TQRPvOBuu1Bp0XgHXZYAuwl0M_VsxFHCjUb";

}  // namespace vectors
