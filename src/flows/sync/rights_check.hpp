#pragma once
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ports/connector.hpp"
#include "ports/repositories/directories.hpp"

namespace rekey::flows {

/// Learns whose password the service account may set, with few questions: rights come from the folder, so that some people of a folder are
/// asked about, and when these are alike the others are taken to be so, too. Who is protected stands for nobody else.
class RightsCheck final {
public:
    using Told = std::vector<std::pair<directory::Anchor, directory::Writability>>;

    RightsCheck(ports::Connector& connector, std::int64_t most_questions, std::function<bool()> stops)
        : connector_(connector), left_(most_questions), stops_(std::move(stops)) {}

    /// Of those it could learn something about. No transaction is open.
    [[nodiscard]] Told run(std::span<const ports::EntryLink> people);
    /// No more questions: they are used up, the directory does not answer, or the process ends.
    [[nodiscard]] bool over() const { return left_ <= 0 || lost_ || (stops_ && stops_()); }

private:
    using Folder = std::vector<const ports::EntryLink*>;
    void check(const Folder& folder, Told& told);
    /// False: it was not asked.
    bool ask(const ports::EntryLink& person, Told& told);

    ports::Connector& connector_;
    std::int64_t left_;
    std::function<bool()> stops_;
    bool lost_ = false;
};

}  // namespace rekey::flows
