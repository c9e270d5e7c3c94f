#include "http/server/loop.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <thread>
#include <vector>

#include "http/server/connection.hpp"

namespace rekey::http {
namespace {

constexpr std::chrono::milliseconds kTick{100};  ///< how precise deadlines are

std::size_t cores() { return std::max(1U, std::thread::hardware_concurrency()); }

/// IMF-fixdate (RFC 9110 section 5.6.7).
std::string to_http_date(Instant at) {
    constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays.at(std::chrono::weekday(day).c_encoding()),
                       static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace

House::House(ServerOptions given, Meter& counted)
    : options(std::move(given)),
      meter(counted),
      limits(options.max_connections, options.max_connections_per_client),
      quick({"quick", options.quick_threads, options.quick_queue}, counted),
      hash({"hash", options.hash_threads == 0 ? cores() * 4 : options.hash_threads, options.hash_queue}, counted),
      directory({"directory", options.directory_threads, options.directory_queue}, counted) {}

Loop::Loop(House& shared) : house(shared) {
    write_date();
    tick();
}

void Loop::run() { context.run(); }

void Loop::drain() {
    for (Connection* const connection : connections_) connection->drain();
}

void Loop::tick() {
    ticker_.expires_after(kTick);
    ticker_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        const auto now = Connection::Clock::now();
        for (Connection* const connection : connections_) connection->check_deadline(now);
        write_date();
        tick();
    });
}

void Loop::write_date() {
    if (!house.options.now) return;
    const auto now = house.options.now();
    const auto second = to_millis(now) / 1000;
    if (second == date_second_) return;
    date_second_ = second;
    date_line_ = "Date: " + to_http_date(now) + "\r\n";
}

}  // namespace rekey::http
