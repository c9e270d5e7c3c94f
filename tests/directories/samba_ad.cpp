#include "samba_ad.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "loopback.hpp"
#include "support/checkout.hpp"

namespace rekey::test {
namespace {

constexpr std::array kNeeded{"/usr/sbin/samba", "/usr/bin/samba-tool", "/usr/bin/ldapmodify", "/usr/share/samba/setup/provision.ldif",
                             "/usr/lib/x86_64-linux-gnu/samba/ldb/samba_dsdb.so"};

constexpr const char* kConfiguration = R"([global]
	netbios name = DC1
	realm = AD.CONTOSO.EXAMPLE
	workgroup = CONTOSO
	server role = active directory domain controller
	server services = ldap cldap kdc
	interfaces = {address}/8
	bind interfaces only = yes
	private dir = {folder}/private
	state directory = {folder}/state
	cache directory = {folder}/cache
	lock directory = {folder}
	pid directory = {folder}
	binddns dir = {folder}/bind-dns
	ncalrpc dir = {folder}/ncalrpc
	winbindd socket directory = {folder}/winbindd
	log file = {folder}/log.%m
	tls keyfile = {folder}/server.key
	tls certfile = {folder}/server.crt
	tls cafile = {folder}/ca.crt
	old password allowed period = 0
)";

bool is_free(const std::string& address, std::uint16_t port) {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &here.sin_addr);
    const bool free = bind(probe, reinterpret_cast<sockaddr*>(&here), sizeof here) == 0;
    close(probe);
    return free;
}

/// By the process's number, so that two tests do not meet.
std::string free_address() {
    static int last = 0;
    for (const auto process = getpid(); last < 250;) {
        auto address = fmt::format("127.{}.{}.{}", 16 + process / 250 % 200, process % 250, ++last);
        if (is_free(address, 389) && is_free(address, 636) && is_free(address, 88)) return address;
    }
    throw std::runtime_error("no free loopback address for Samba");
}

/// The only one that makes the template, or waits for who does.
class Turn final {
public:
    explicit Turn(const std::filesystem::path& file) : file_(open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
        if (file_ < 0 || flock(file_, LOCK_EX) != 0) throw std::runtime_error("cannot lock " + file.string());
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { close(file_); }

private:
    int file_;
};

std::string contents(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Another script, another program: another template.
std::filesystem::path template_folder() {
    const auto script = checkout_file("tests/directories/samba_template.py");
    const auto cache = std::filesystem::path(checkout_file("build/cache"));
    const auto made = std::filesystem::last_write_time(kNeeded[0]).time_since_epoch().count();
    auto folder = cache / fmt::format("samba-ad-{:016x}", std::hash<std::string>{}(fmt::format("{}\n{}", contents(script), made)));
    std::filesystem::create_directories(cache);
    const Turn turn(cache / "samba-ad.lock");
    if (exists(folder)) return folder;
    const auto unfinished = cache / "samba-ad.new";
    std::filesystem::remove_all(unfinished);
    std::filesystem::create_directory(unfinished);
    run({.command = {"/usr/bin/python3", script, unfinished, SambaAd::kBase, std::to_string(SambaAd::kPeople), SambaAd::kPassword,
                     SambaAd::kServicePassword},
         .log = cache / "samba-ad.log"});
    std::filesystem::rename(unfinished, folder);
    return folder;
}

}  // namespace

std::string SambaAd::why_not() {
    if (geteuid() != 0) return "Samba's ports 389 and 636 need root";
    for (const auto* const path : kNeeded) {
        if (!std::filesystem::exists(path)) return fmt::format("{} is missing: tools/install.sh test", path);
    }
    return {};
}

SambaAd::SambaAd() : address_(free_address()) {
    const auto made = template_folder();
    auto name = (std::filesystem::temp_directory_path() / "rekey-samba-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory for Samba");
    directory_ = name;
    std::ofstream(file("smb.conf")) << fmt::format(fmt::runtime(kConfiguration), fmt::arg("folder", name), fmt::arg("address", address_));
    run(shell(directory_, fmt::format("cp -a --sparse=always {0}/private {0}/state {0}/bind-dns . && mkdir cache", made.string())));
    make_certificates(directory_, address_);
    start();
}

SambaAd::~SambaAd() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void SambaAd::start() {
    // A process of its own for every service would outlive this one.
    server_ = Child({.command = {"/usr/sbin/samba", "-F", "-M", "single", "-s", file("smb.conf"), "-d1", "--debug-stdout"},
                     .log = file("log"),
                     .folder = directory_});
    wait_for([this] { return listens(address_, 389) && listens(address_, 636); }, "Samba, see " + file("log"));
}

void SambaAd::change(const std::string& ldif) const {
    std::ofstream(file("change.ldif")) << ldif;
    run(shell(directory_,
              fmt::format("LDAPTLS_CACERT=ca.crt ldapmodify -H ldaps://{} -x -D Administrator@ad.contoso.example -w '{}' -f change.ldif",
                          address_, kPassword)));
}

void SambaAd::tool(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "/usr/bin/samba-tool");
    arguments.insert(arguments.end(), {"-s", file("smb.conf"), "-H", file("private/sam.ldb")});
    run({.command = std::move(arguments), .log = file("log"), .folder = directory_});
}

}  // namespace rekey::test
