#include "http/dev/outbox.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "domain/message/letter.hpp"

namespace rekey::http {
namespace {

using rekey::message::escape_html;

constexpr std::string_view kStyle = R"(:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:48rem;padding:1.5rem}
article{border:1px solid #8888;border-radius:.5rem;margin:1rem 0;padding:1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:0 0 .25rem}
dl{display:grid;gap:0 1rem;grid-template-columns:max-content 1fr;margin:0}dd{margin:0;overflow-wrap:anywhere}
pre{margin:.75rem 0 0;overflow-wrap:anywhere;white-space:pre-wrap}
)";

std::string article(const DevMessage& message) {
    const auto title = message.subject.empty() ? message.channel : message.subject;
    std::string html = fmt::format(
        "<article><h2>{}</h2><dl><dt>To</dt><dd>{}</dd><dt>By</dt><dd>{}</dd><dt>Tenant</dt><dd>{}</dd>"
        "<dt>At</dt><dd><time datetime=\"{}\">{}</time></dd></dl><pre>{}</pre>",
        escape_html(title), escape_html(message.to), escape_html(message.channel), escape_html(message.tenant), to_rfc3339(message.at),
        to_rfc3339(message.at), escape_html(message.text));
    if (!message.html.empty())
        html += fmt::format("<details><summary>HTML part</summary><pre>{}</pre></details>", escape_html(message.html));
    return html + "</article>\n";
}

Response page(const std::vector<DevMessage>& messages) {
    std::string html =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        "<title>Outbox</title><link rel=\"stylesheet\" href=\"/dev/outbox.css\"></head><body><h1>Outbox</h1>"
        "<p>Everything this development server sent, newest first. Load again to see more.</p>\n";
    if (messages.empty()) html += "<p>Nothing yet.</p>\n";
    for (const auto& message : messages) html += article(message);
    Response response{.content_type = "text/html; charset=utf-8", .body = html + "</body></html>\n"};
    response.shown = Shown::Page;
    return response;
}

Response list(const std::vector<DevMessage>& messages) {
    boost::json::array made;
    for (const auto& message : messages) {
        made.push_back(boost::json::object{{"at", to_rfc3339(message.at)},
                                           {"tenant", message.tenant},
                                           {"channel", message.channel},
                                           {"to", message.to},
                                           {"subject", message.subject},
                                           {"text", message.text},
                                           {"html", message.html}});
    }
    return json(200, boost::json::serialize(made));
}

}  // namespace

void add_dev_outbox(Router& router, std::function<std::vector<DevMessage>()> messages) {
    router.add({Method::Get, "/dev/outbox", Runs::Quick, 0, [messages](const Request&) { return page(messages()); }});
    router.add(
        {Method::Get, "/dev/outbox.json", Runs::Quick, 0, [messages = std::move(messages)](const Request&) { return list(messages()); }});
    router.add({Method::Get, "/dev/outbox.css", Runs::Inline, 0,
                [](const Request&) { return Response{.content_type = "text/css; charset=utf-8", .shared = kStyle}; }});
}

}  // namespace rekey::http
