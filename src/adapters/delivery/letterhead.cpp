#include "adapters/delivery/letterhead.hpp"

namespace rekey::delivery {

message::Letterhead letterhead(const ports::Sender& sender) {
    message::Letterhead head;
    head.tenant = sender.tenant;
    head.host = sender.host;
    head.base_url = sender.base_url;
    if (sender.settings != nullptr) {
        const auto& settings = *sender.settings;
        head.time_zone = settings.time_zone;
        head.help_phone = settings.help_phone;
        head.help_hours = settings.help_hours;
        head.help_email = settings.help_email;
        head.help_place = settings.help_place;
        head.help_url = settings.help_url;
    }
    return head;
}

}  // namespace rekey::delivery
