#pragma once
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "domain/method/method.hpp"

namespace rekey::registration {

/// When the value came, seen from what was there before.
enum class Occasion : std::uint8_t {
    First,  ///< the first import, the creation of the account, or the first registration: nothing was on file
    Later
};
/// What the person proved to get the session in which the value was typed.
enum class Strength : std::uint8_t { Password, TwoProofs };
/// May people change this attribute in the directory themselves? An administrator who releases a value answers for it.
enum class Trust : std::uint8_t { None, Released };

struct Change {
    method::Source source = method::Source::Person;
    Occasion occasion = Occasion::Later;
    Strength session = Strength::Password;  ///< of a person
    Trust trust = Trust::None;              ///< of a directory
};

enum class Told : std::uint8_t { Nobody, Mailbox, Others };         ///< Others: all other addresses, at once
enum class Earlier : std::uint8_t { None, UsableMeanwhile, Withdrawn };

/// What becomes of a new value: how long it must wait before it may reset a password, who is told, and what becomes of the one it
/// replaces.
struct Ruling {
    Duration wait{0};
    Told told = Told::Nobody;
    Earlier earlier = Earlier::None;
    friend bool operator==(const Ruling&, const Ruling&) = default;
};

inline constexpr Duration kWait = hours{24};

/// The product's table "Which value may be used, from when". Whoever has only the password of somebody else must not be able to make
/// a reset possible for themselves before the owner has had a day to object.
[[nodiscard]] Ruling ruling(const Change& change) noexcept;

/// How old the last proof of a session may be when it changes methods (product section 3: re-authentication before changing methods), and how
/// long a first registration may take: with nothing on file there is nothing to change, and typing numbers and codes takes its time.
inline constexpr Duration kFresh = minutes{5}, kFirstRegistration = minutes{30};

/// Until when a session may change methods. `second_proof_at`: when it saw one, if it did.
[[nodiscard]] Instant change_until(Instant signed_in_at, std::optional<Instant> second_proof_at, Occasion occasion) noexcept;

}  // namespace rekey::registration
