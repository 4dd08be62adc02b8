// lofte receipt verify: says what a receipt proves, without any server.
#include "custody/ledger/receipt.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/failure.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

namespace json = boost::json;
using custody::ledger::Receipt;
using custody::ledger::VerifierKey;

Exit verify_receipt(ReceiptOptions const& options) {
  auto const key = VerifierKey::parse(options.key);
  if (!key || key->type != VerifierKey::Type::ed25519) {
    throw Failure(FailureKind::bad_input,
                  {.code = "ledger.key_malformed",
                   .message = "this is not the key of a ledger",
                   .remedy = "give it as the shop publishes it: NAME+8 digits+base64"});
  }
  auto const receipt = Receipt::parse(read_text(options.file, custody::ledger::receipt_bytes_max));
  custody::ledger::verify(receipt, *key);
  auto const worth = custody::ledger::worth_of(receipt);
  if (options.format == Format::json) {
    say(json::serialize(json::object{
        {"verified", true},
        {"statement", json::parse(receipt.opening.statement)},
        {"proves", json::array(worth.proves.begin(), worth.proves.end())},
        {"cannot_prove", json::array(worth.cannot_prove.begin(), worth.cannot_prove.end())}}));
    return Exit::done;
  }
  say("This receipt proves, by the key of " + key->name + ":");
  for (auto const& line : worth.proves) {
    say("  - " + line);
  }
  say("It can't prove:");
  for (auto const& line : worth.cannot_prove) {
    say("  - " + line);
  }
  return Exit::done;
}

}  // namespace lofte::edge::cli
