#pragma once
#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "adapters/phone/phone_numbers.hpp"
#include "conformance/store_fixture.hpp"
#include "flows/admin/services.hpp"
#include "flows/verifiers.hpp"
#include "support/fake_directory.hpp"

namespace rekey::test {

/// The administrative flows over each store, with one tenant.
class AdminTest : public StoreTest {
protected:
    AdminTest()
        : admin({store(), entropy(), macs(), hasher(), phones, {method::Kind::Email, method::Kind::Sms, method::Kind::SecurityQuestions}},
                directory),
          tenant(admin.tenants.add("contoso.example", actor)->id) {}

    phone::LibPhoneNumbers phones;
    flows::Actor actor;
    FakeDirectory directory;
    flows::AdminServices admin;
    TenantId tenant;

    IdentityId add_person(std::string_view user_name, std::string_view email = "anna@private.example") {
        flows::NewIdentity person;
        person.user_name = user_name;
        person.email = email;
        const auto added = admin.identities.add(tenant, person, actor);
        EXPECT_TRUE(added) << (added ? "" : added.error().detail);
        return added ? added->id : IdentityId{};
    }

    /// The directory "office", whose entries are those of `directory`.
    void add_office() { add_directory("office"); }
    void add_directory(const std::string& name, const std::string& kind = "openldap") {
        EXPECT_TRUE(admin.directories.add(tenant, name,
                                          {{"kind", kind},
                                           {"servers", "ldaps://ldap.example"},
                                           {"base", "dc=contoso,dc=example"},
                                           {"account", "cn=x"},
                                           {"writeback", "true"}},
                                          actor));
        EXPECT_TRUE(admin.directories.set_password(tenant, name, Secret{std::string_view("s")}, actor));
    }

    /// Kinds of the newest events, newest first, until one that was there before.
    [[nodiscard]] std::vector<audit::Event> events(std::int64_t limit = 50) {
        return store().begin(tenant, ports::Access::Read)->audit().list(limit);
    }
    [[nodiscard]] std::int64_t count_events(audit::Kind kind) {
        const auto all = events(1000);
        return std::ranges::count(all, kind, &audit::Event::kind);
    }
    [[nodiscard]] bool verifies(const IdentityId& id, std::string_view password) {
        const std::optional<ports::PasswordRecord> record = store().begin(tenant, ports::Access::Read)->passwords().find(id);
        return record && flows::is_current(*record, Secret{password}, hasher(), macs());
    }
    template <class T>
    static ErrorCode error_of(const Result<T>& result) {
        if (result) throw std::logic_error("there is no error");
        return result.error().code;
    }
};

}  // namespace rekey::test
