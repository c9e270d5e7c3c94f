#include "http/receipts/receipt_handlers.hpp"

#include "http/pipeline/target.hpp"
#include "http/problem.hpp"

namespace rekey::http {
namespace {

constexpr std::size_t kBodyLimit = 16UL * 1024UL;

bool is_form(std::string_view content_type) { return content_type.starts_with("application/x-www-form-urlencoded"); }

Response bad_input(std::string_view field) { return problem(Error{ErrorCode::InvalidInput, {}, {}}, field); }

/// Nothing when it calls itself a form and is none.
std::optional<flows::ReceiptCall> call_of(const Request& request) {
    flows::ReceiptCall call;
    call.url = request.site->origin + request.path + (request.query_text.empty() ? "" : "?" + request.query_text);
    call.query = request.query.all();
    if (is_form(request.header("content-type"))) {
        auto form = parse_query(request.body);
        if (!form) return std::nullopt;
        call.form = form->all();
    }
    call.body = request.body;
    call.header = [&request](std::string_view name) { return std::string(request.header(name)); };
    return call;
}

Response receive(flows::ReceiptService& receipts, const Request& request) {
    if (request.method == Method::Head) return problem(Refusal::MethodNotAllowed);
    auto call = call_of(request);
    if (!call) return bad_input("body");
    const auto taken = receipts.take(request.site->tenant, request.path_value("provider"), request.path_value("token"), std::move(*call));
    return taken ? no_content() : problem(taken.error());
}

Response press(flows::ReceiptService& receipts, const Request& request) {
    auto call = call_of(request);
    if (!call) return bad_input("body");
    auto markup = receipts.press(request.site->tenant, request.path_value("provider"), request.path_value("token"), std::move(*call));
    if (!markup) return problem(markup.error());
    return {.status = 200, .content_type = "application/xml; charset=utf-8", .body = std::move(*markup)};
}

}  // namespace

void add_receipt_routes(Router& router, flows::ReceiptService& receipts) {
    const auto handler = [&receipts](const Request& request) { return receive(receipts, request); };
    for (const auto method : {Method::Get, Method::Post}) {
        router.add({method, "/api/v1/receipts/{provider}/{token}", Runs::Quick, method == Method::Post ? kBodyLimit : 0, handler,
                    log::Level::Info, Caller::Machine});
    }
    router.add({Method::Post, "/api/v1/receipts/{provider}/{token}/keys", Runs::Quick, kBodyLimit,
                [&receipts](const Request& request) { return press(receipts, request); }, log::Level::Info, Caller::Machine});
}

}  // namespace rekey::http
