#pragma once
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "adapters/directory/reading.hpp"

namespace rekey::test {

/// Reads with what it is given, and keeps what was said.
class ReadingRig final {
public:
    /// Whom an entry is known by in the tests.
    ReadingRig(const directory::Driver& driver, directory::Selection selection, std::string label)
        : driver_(driver), selection_(std::move(selection)), label_(std::move(label)) {}

    struct Seen {
        std::multiset<std::string> entries;
        std::multiset<directory::Anchor> present, deleted;
        std::map<std::string, directory::Entry> by_label;
        int pages = 0;
    };

    Result<directory::ReadEnd> tries(ldap::Connection& connection, const directory::ReadFrom& from) {
        seen = {};
        const directory::Reader reader{[this](directory::Entry entry) { take(std::move(entry)); },
                                       [this](const directory::Anchor& anchor) { seen.present.insert(anchor); },
                                       [this](const directory::Anchor& anchor) { seen.deleted.insert(anchor); },
                                       {},
                                       [this] { ++seen.pages; }};
        return ldap::read(connection, driver_, selection_, from, reader);
    }
    directory::ReadEnd reads(ldap::Connection& connection, const directory::ReadFrom& from) {
        auto end = tries(connection, from);
        if (!end) throw std::runtime_error(end.error().detail);
        return std::move(*end);
    }
    [[nodiscard]] directory::Selection& selection() { return selection_; }

    Seen seen;                                        ///< of the last reading
    std::map<std::string, directory::Anchor> anchors;  ///< of all readings

private:
    void take(directory::Entry entry) {
        const auto who = std::string(entry.first(label_));
        seen.entries.insert(who);
        if (const auto anchor = read_anchor(driver_.anchor_form, entry.first(driver_.anchor))) anchors[who] = *anchor;
        seen.by_label[who] = std::move(entry);
    }

    const directory::Driver& driver_;
    directory::Selection selection_;
    std::string label_;
};

}  // namespace rekey::test
