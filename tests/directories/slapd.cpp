#include "slapd.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "loopback.hpp"

namespace rekey::test {
namespace {

constexpr int kPeople = 25;

std::uint16_t free_port() {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(probe, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    close(probe);
    return ntohs(address.sin_port);
}

constexpr const char* kConfiguration = R"(include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
moduleload syncprov
pidfile {folder}/slapd.pid
TLSCACertificateFile {folder}/ca.crt
TLSCertificateFile {folder}/server.crt
TLSCertificateKeyFile {folder}/server.key
security simple_bind=128
password-hash {{SSHA}}
database mdb
suffix "{base}"
rootdn "cn=admin,{base}"
rootpw secret
directory {folder}/data
index objectClass,uid,mail,entryUUID,entryCSN,modifyTimestamp eq
limits dn.exact="{service}" size.soft=unlimited size.hard=unlimited size.prtotal=unlimited
access to dn.subtree="ou=people,{base}" attrs=userPassword by dn.exact="{service}" =wx by self =wx by anonymous auth
access to dn.subtree="ou=people,{base}" attrs=pwdAccountLockedTime,pwdReset by dn.exact="{service}" write
access to attrs=userPassword by anonymous auth
access to attrs=pwdHistory by * none
access to dn.base="" by * read
access to * by dn.exact="{service}" read by self read
overlay ppolicy
ppolicy_default "cn=default,ou=policies,{base}"
ppolicy_hash_cleartext
ppolicy_use_lockout
overlay syncprov
syncprov-sessionlog 1000
)";

std::string entries() {
    const std::string base = Slapd::kBase;
    auto text = fmt::format(
        "dn: {0}\nobjectClass: dcObject\nobjectClass: organization\no: Contoso\ndc: contoso\n\n"
        "dn: ou=people,{0}\nobjectClass: organizationalUnit\nou: people\n\n"
        "dn: ou=services,{0}\nobjectClass: organizationalUnit\nou: services\n\n"
        "dn: ou=policies,{0}\nobjectClass: organizationalUnit\nou: policies\n\n"
        "dn: cn=default,ou=policies,{0}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: default\npwdAttribute: userPassword\npwdMinLength: 10\n"
        "pwdCheckQuality: 2\npwdInHistory: 3\npwdLockout: TRUE\npwdMaxFailure: 3\n\n"
        "dn: {1}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: rekey\nuserPassword: {2}\n\n",
        base, Slapd::kService, Slapd::kServicePassword);
    for (int i = 1; i <= kPeople; ++i) {
        text += fmt::format(
            "dn: {0}\nobjectClass: inetOrgPerson\nuid: person{1}\ncn: Person {1}\nsn: Number {1}\nmail: person{1}@contoso.example\n"
            "mobile: +316123456{1:02}\nuserPassword: {2}\n\n",
            Slapd::person(i), i, Slapd::kPassword);
    }
    return text;
}

}  // namespace

std::string Slapd::person(int number) { return fmt::format("uid=person{},ou=people,{}", number, kBase); }

Slapd::Slapd() : port_(free_port()), tls_port_(free_port()) {
    auto name = (std::filesystem::temp_directory_path() / "rekey-slapd-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory for slapd");
    directory_ = name;
    std::filesystem::create_directory(directory_ / "data");
    std::ofstream(file("entries.ldif")) << entries();
    std::ofstream(file("slapd.conf")) << fmt::format(fmt::runtime(kConfiguration), fmt::arg("folder", name), fmt::arg("base", kBase),
                                                     fmt::arg("service", kService));
    make_certificates(directory_, "127.0.0.1");
    run(shell(directory_, "/usr/sbin/slapadd -q -f slapd.conf -l entries.ldif"));
    start();
}

Slapd::~Slapd() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void Slapd::start() {
    server_ =
        Child(shell(directory_, fmt::format("exec /usr/sbin/slapd -d 256 -f slapd.conf -h 'ldap://127.0.0.1:{}/ ldaps://127.0.0.1:{}/'",
                                            port_, tls_port_)));
    wait_for([this] { return listens("127.0.0.1", port_) && listens("127.0.0.1", tls_port_); }, "slapd, see " + file("log"));
}

void Slapd::change(const std::string& ldif) const {
    std::ofstream(file("change.ldif")) << ldif;
    run(shell(directory_, fmt::format("LDAPTLS_CACERT=ca.crt ldapmodify -H ldaps://127.0.0.1:{} -x -D cn=admin,{} -w secret -f change.ldif",
                                      tls_port_, kBase)));
}

void Slapd::restart() {
    server_.end(SIGTERM);
    start();
}

int Slapd::binds() const {
    std::ifstream log(file("log"));
    int count = 0;
    for (std::string line; std::getline(log, line);)
        count += line.find(fmt::format("BIND dn=\"{}\" method=", kService)) != std::string::npos ? 1 : 0;
    return count;
}

}  // namespace rekey::test
