#include "adapters/delivery/spoken.hpp"

#include "domain/message/catalogue.hpp"

namespace rekey::delivery {

Call call_of(const message::Message& message) {
    const auto number = message.parameters.find("number");
    return {message.language, number == message.parameters.end() ? std::string{} : number->second, message::is_code(message.kind)};
}

call::Request request_of(const Text& text) {
    const auto catalogue = message::Catalogue::nearest(text.call.language);
    call::Request request;
    request.id = text.id;
    request.to = text.to;
    request.language = catalogue.tag();
    request.text = text.text;
    request.number = text.call.number;
    request.deniable = text.call.deniable;
    request.phrases = {catalogue.text("call.wrong"), catalogue.text("call.confirmed"), catalogue.text("call.denied")};
    return request;
}

message::Keyed keyed_of(call::Keyed keyed) {
    switch (keyed) {
        case call::Keyed::Confirmed: return message::Keyed::Confirmed;
        case call::Keyed::Denied: return message::Keyed::Denied;
        case call::Keyed::Nothing: break;
    }
    return message::Keyed::Nothing;
}

}  // namespace rekey::delivery
