#pragma once

namespace rekey {

/// Several lambdas as one visitor of a std::variant.
template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

}  // namespace rekey
