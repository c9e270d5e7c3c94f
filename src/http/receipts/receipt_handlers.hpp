#pragma once
#include "flows/receipt_service.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// Where gateways call with what became of a message. The one address that is called by machines of others, and the one GET that changes
/// something, since some gateways know no other method: what it changes, it changes once, and the address of each message is unguessable. Under "/keys" those who make calls tell
/// what was pressed, and are told what to say.
void add_receipt_routes(Router& router, flows::ReceiptService& receipts);

}  // namespace rekey::http
