#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "domain/directory/anchor.hpp"
#include "ports/connector.hpp"

namespace rekey::test {

/// A directory in memory, of the kind openldap or active_directory, which changes as a test wants. Its content synchronisation is honest unless told otherwise.
class FakeDirectory final : public ports::Connectors {
public:
    struct Item {
        directory::Anchor anchor;
        std::string dn;
        std::map<std::string, std::vector<std::string>> attributes;
        std::int64_t changed = 0;
        bool group = false;
        std::string password = {};  ///< empty: nothing fits
        directory::AccountState state = {};  ///< as find tells it; its DN is the item's
        directory::Writability writability = directory::Writability::Writable;
    };

    /// uid, cn, mail and so on, by the first part of its DN.
    directory::Anchor add(const std::string& name, std::map<std::string, std::vector<std::string>> more = {}) {
        more.try_emplace("uid", std::vector<std::string>{name + "@contoso.example"});
        return put({{}, "uid=" + name + ",ou=people,dc=contoso,dc=example", std::move(more), 0, false});
    }
    directory::Anchor add_group(const std::string& name, const std::vector<std::string>& members) {
        return put({{}, "cn=" + name + ",ou=groups,dc=contoso,dc=example", {{"cn", {name}}, {"member", members}}, 0, true});
    }
    Item& at(const directory::Anchor& anchor) {
        auto& item = *std::ranges::find(items_, anchor, &Item::anchor);
        item.changed = ++now_;
        return item;
    }
    void set(const directory::Anchor& anchor, const std::string& attribute, std::vector<std::string> values) {
        at(anchor).attributes[attribute] = std::move(values);
    }
    /// As Active Directory does, where members are links: no group shows that it has changed.
    void rename_member(const directory::Anchor& group, std::vector<std::string> members) {
        std::ranges::find(items_, group, &Item::anchor)->attributes["member"] = std::move(members);
    }
    void remove(const directory::Anchor& anchor) {
        gone_.emplace_back(anchor, ++now_);
        std::erase_if(items_, [&](const auto& item) { return item.anchor == anchor; });
    }
    void put_back(Item item) {
        item.changed = ++now_;
        items_.push_back(std::move(item));
    }
    [[nodiscard]] static std::string dn_of(const std::string& name) { return "uid=" + name + ",ou=people,dc=contoso,dc=example"; }

    // How it misbehaves.
    std::optional<Error> refuses;  ///< every call
    std::int64_t dies_after = -1;  ///< entries of a reading
    bool says_all_are_gone = false;
    std::function<void(std::int64_t)> before_entry = [](std::int64_t) {};  ///< called with how many there were
    std::vector<directory::Delta> deltas{directory::Delta::ContentSync};
    std::optional<directory::SignIn> answer;  ///< of every sign-in; nothing: by the password
    std::optional<directory::Written> writes;  ///< what every write comes to; nothing: it is done
    bool writes_all_the_same = false;  ///< although `writes` says something else
    std::function<void()> before_write = [] {}, before_sign_in = [] {}, before_find = [] {};
    directory::Facts told;  ///< of its facts, all but the deltas

    // What was asked of it.
    std::vector<directory::ReadFrom> readings;
    std::int64_t sign_ins = 0, most_wrong = 0;  ///< wrong ones that counted together at any time
    std::vector<directory::SetOptions> resets;
    std::int64_t changes = 0, unlocks = 0, looks = 0;
    std::vector<directory::Anchor> rights_asked;

    Result<std::shared_ptr<ports::Connector>> open(const directory::Directory&, const Secret&) override {
        return std::shared_ptr<ports::Connector>(std::make_shared<Connector>(*this));
    }

private:
    class Connector final : public ports::Connector {
    public:
        explicit Connector(FakeDirectory& place) : place_(place) {}
        Result<directory::Facts> facts() override {
            if (place_.refuses) return std::unexpected(*place_.refuses);
            auto facts = place_.told;
            facts.vendor = "Fake";
            facts.deltas = place_.deltas;
            return facts;
        }
        Result<directory::Facts> refresh() override {
            ++place_.looks;
            return facts();
        }
        Result<directory::ReadEnd> read(const directory::Selection& selection, const directory::ReadFrom& from,
                                        const directory::Reader& reader) override {
            return place_.read(selection, from, reader);
        }
        Result<std::optional<directory::AccountState>> find(const directory::Whom& whom) override {
            const auto hook = place_.before_find;  // a copy: it may put another in its place
            hook();
            const std::scoped_lock lock(place_.mutex_);
            if (place_.refuses) return std::unexpected(*place_.refuses);
            const auto* const item = place_.look(whom);
            if (item == nullptr) return std::nullopt;
            auto state = item->state;
            state.dn = item->dn;
            state.seen_at = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
            return state;
        }
        Result<directory::SignIn> sign_in(const directory::Whom& whom, const Secret& password) override {
            place_.before_sign_in();
            const std::scoped_lock lock(place_.mutex_);
            ++place_.sign_ins;
            if (place_.refuses) return std::unexpected(*place_.refuses);
            if (place_.answer) return *place_.answer;
            auto* const item = place_.look(whom);
            if (item == nullptr) return fail(ErrorCode::Refused, "no such entry");
            const bool fits = !item->password.empty() && item->password == password.reveal();
            item->state.wrong_passwords = fits ? 0 : item->state.wrong_passwords + 1;
            place_.most_wrong = std::max(place_.most_wrong, item->state.wrong_passwords);
            return fits ? directory::SignIn::Right : directory::SignIn::Wrong;
        }
        directory::Written set_password(const directory::Whom& whom, const Secret& password,
                                        const directory::SetOptions& options) override {
            {
                const std::scoped_lock lock(place_.mutex_);
                place_.resets.push_back(options);
            }
            return write(whom, [&](Item& item) {
                item.password = std::string(password.reveal());
                item.state.password_set_at = std::to_string(++place_.now_);
                if (options.unlock) item.state.locked = false;
            });
        }
        directory::Written change_password(const directory::Whom& whom, const Secret& current, const Secret& password) override {
            {
                const std::scoped_lock lock(place_.mutex_);
                ++place_.changes;
                auto* const item = place_.look(whom);
                if (item != nullptr && item->password != current.reveal()) {
                    ++item->state.wrong_passwords;
                    return {.how = directory::Written::How::Refused, .refusal = directory::Refusal::CurrentWrong};
                }
            }
            return write(whom, [&](Item& changed) {
                changed.password = std::string(password.reveal());
                changed.state.password_set_at = std::to_string(++place_.now_);
            });
        }
        directory::Written unlock(const directory::Whom& whom) override {
            ++place_.unlocks;
            return write(whom, [](Item& item) { item.state.locked = false; });
        }
        Result<directory::Writability> writability(const directory::Whom& whom) override {
            if (place_.refuses) return std::unexpected(*place_.refuses);
            place_.rights_asked.push_back(whom.anchor);
            const auto* const item = place_.look(whom);
            return item == nullptr ? directory::Writability::NotTold : item->writability;
        }

    private:
        template <class Change>
        directory::Written write(const directory::Whom& whom, Change change) {
            place_.before_write();
            const std::scoped_lock lock(place_.mutex_);
            auto* const item = place_.look(whom);
            if (item == nullptr) return {.how = directory::Written::How::Refused, .refusal = directory::Refusal::NotThere};
            if (!place_.writes || place_.writes_all_the_same) change(*item);
            return place_.writes.value_or(directory::Written{});
        }
        FakeDirectory& place_;
    };

    Item* look(const directory::Whom& whom) {
        const auto found = std::ranges::find(items_, whom.anchor, &Item::anchor);
        return found == items_.end() ? nullptr : &*found;
    }

    directory::Anchor put(Item item) {
        ++serial_;
        item.anchor.bytes[15] = static_cast<std::uint8_t>(serial_);
        item.anchor.bytes[14] = static_cast<std::uint8_t>(serial_ >> 8);
        item.anchor.bytes[0] = 1;
        item.changed = ++now_;
        items_.push_back(item);
        return items_.back().anchor;
    }

    Result<directory::ReadEnd> read(const directory::Selection& selection, const directory::ReadFrom& from,
                                    const directory::Reader& reader) {
        readings.push_back(from);
        if (refuses) return std::unexpected(*refuses);
        const bool groups = std::ranges::find(selection.attributes, "member") != selection.attributes.end();
        const auto since = from.cookie.empty() ? std::int64_t{-1} : std::stoll(from.cookie);
        std::int64_t sent = 0;
        const auto items = items_;  // what happens during a reading is read the next time
        const auto now = now_;
        for (const auto& item : items) {
            if (item.group != groups || item.changed <= since) continue;
            if (reader.stops && reader.stops()) return fail(ErrorCode::Unreachable, "stopped from here");
            if (sent == dies_after) return fail(ErrorCode::Unreachable, "the connection was closed");
            before_entry(sent);
            ++sent;
            directory::Entry entry{item.dn,
                                   {{"entryUUID", {directory::write_anchor(directory::AnchorForm::Uuid, item.anchor)}},
                                    {"objectGUID", {directory::write_anchor(directory::AnchorForm::Guid, item.anchor)}}}};
            for (const auto& [name, values] : item.attributes) entry.attributes.push_back({name, values});
            reader.entry(std::move(entry));
        }
        for (const auto& [anchor, when] : gone_) {
            if (since >= 0 && when > since && reader.deleted) reader.deleted(anchor);
        }
        if (reader.page) reader.page();
        return directory::ReadEnd{from.delta == directory::Delta::None ? std::string{} : std::to_string(now),
                                  since < 0 || says_all_are_gone};
    }

    std::mutex mutex_;
    std::vector<Item> items_;
    std::vector<std::pair<directory::Anchor, std::int64_t>> gone_;
    std::int64_t now_ = 0;
    int serial_ = 0;
};

}  // namespace rekey::test
