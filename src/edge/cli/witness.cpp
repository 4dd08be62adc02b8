// lofte ledger witness-key and cosign: what an outside party does to vouch for the log's growth.
#include "base/base64.hpp"
#include "base/clock.hpp"
#include "base/failure.hpp"
#include "custody/ledger/checkpoint.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/cli/log_files.hpp"
#include "edge/cli/seen_file.hpp"

namespace lofte::edge::cli {

using custody::crypto::Key;
using custody::crypto::SigningKey;
using custody::ledger::Signer;
using custody::ledger::VerifierKey;

namespace {

// The form of Go's signed notes, with a witness's type of key.
constexpr std::string_view private_mark = "PRIVATE+KEY+";
constexpr std::size_t key_file_bytes_max = 4096;

std::string private_text(Signer const& signer, Key const& seed) {
  std::string const verifier = signer.verifier().text();
  auto const name_and_id = verifier.find('+', verifier.find('+') + 1) + 1;
  auto const type = static_cast<std::uint8_t>(VerifierKey::Type::cosignature);
  return std::string(private_mark) + verifier.substr(0, name_and_id) +
         to_base64(Writer{}.u8(type).raw(seed.view()).view()) + "\n";
}

std::optional<Signer> parse_private(std::string_view text) {
  if (!text.starts_with(private_mark)) {
    return std::nullopt;
  }
  text.remove_prefix(private_mark.size());
  text = text.substr(0, text.find('\n'));
  auto const name = text.substr(0, text.find('+'));
  auto const id_end = text.find('+', name.size() + 1);
  auto const bytes =
      id_end == std::string_view::npos ? std::nullopt : from_base64(text.substr(id_end + 1));
  if (!custody::ledger::is_signer_name(name) || !bytes ||
      bytes->size() != 1 + custody::crypto::key_bytes ||
      bytes->front() != static_cast<char>(VerifierKey::Type::cosignature)) {
    return std::nullopt;
  }
  return Signer(std::string(name), VerifierKey::Type::cosignature,
                SigningKey(Key::from_bytes(BytesView(*bytes).substr(1))));
}

Signer read_witness_key(std::filesystem::path const& file) {
  if (auto const signer = parse_private(read_text(file, key_file_bytes_max))) {
    return *signer;
  }
  throw Failure(FailureKind::bad_input,
                {.code = "ledger.witness_key_malformed",
                 .message = file.string() + " is not the key of a witness",
                 .remedy = "make one with lofte ledger witness-key NAME --out FILE"});
}

}  // namespace

Exit make_witness_key(WitnessKeyOptions const& options) {
  if (!custody::ledger::is_signer_name(options.name)) {
    throw Failure(FailureKind::bad_input,
                  {.code = "ledger.witness_name",
                   .message = "a witness's name has no space and no plus sign",
                   .remedy = "use an address of its own, such as witness.example/w1"});
  }
  SystemRandom random;
  Key const seed = Key::random(random);
  Signer const signer(options.name, VerifierKey::Type::cosignature, SigningKey(seed));
  write_secret(options.file, private_text(signer, seed));
  say(signer.verifier().text());
  return Exit::done;
}

Exit cosign_ledger(CosignOptions const& options) {
  Signer const witness = read_witness_key(options.witness_key);
  auto const source = open_log({.source = options.source, .ca_file = options.ca_file});
  auto const key = key_for(options.key, *source);
  auto checkpoint = verify_as_seen(*source, key, options.seen).checkpoint;
  witness.cosign(checkpoint, SystemClock().now());
  std::string const text = checkpoint.text();
  say(text.substr(0, text.size() - 1));
  return Exit::done;
}

}  // namespace lofte::edge::cli
