#include "support/smtp_sink.hpp"
#include "support/checkout.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace rekey::test {
namespace {

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    return ends;
}

std::string read_line(int file) {
    std::string line;
    for (char c = 0; read(file, &c, 1) == 1 && c != '\n';) line += c;
    return line;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "rekey-test-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

SmtpSink::SmtpSink(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"/usr/bin/python3", checkout_file("tests/support/smtp_sink.py"), folder_.path()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);

    const auto in = make_pipe();
    const auto out = make_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    // aiosmtpd tells of every handshake that fails, which is what some tests are about.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (folder_.path() / "sink.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const auto started = posix_spawn(&process_, argv.front(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    standard_input_ = in[1];
    const auto line = started == 0 ? read_line(out[0]) : std::string{};
    close(out[0]);
    if (line.empty()) throw std::runtime_error("smtp_sink.py did not start");
    port_ = boost::json::value_to<std::uint16_t>(boost::json::parse(line).at("port"));
}

SmtpSink::~SmtpSink() {
    close(standard_input_);
    waitpid(process_, nullptr, 0);
}

std::vector<boost::json::object> SmtpSink::events(std::string_view kind) const {
    std::vector<boost::json::object> found;
    std::ifstream file{folder_.path() / "events.jsonl"};
    for (std::string line; std::getline(file, line);) {
        auto event = boost::json::parse(line).as_object();
        if (event.at("event").as_string() == kind) found.push_back(std::move(event));
    }
    return found;
}

std::string SmtpSink::raw(const boost::json::object& message) const {
    std::ifstream file{folder_.path() / "mail" / message.at("file").as_string().c_str(), std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> header(const boost::json::object& message, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& pair : message.at("headers").as_array()) {
        if (pair.at(0).as_string() == name) values.emplace_back(pair.at(1).as_string().c_str());
    }
    return values;
}

}  // namespace rekey::test
