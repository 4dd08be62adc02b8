#include "custody/ledger/checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include "base/base64.hpp"
#include "base/failure.hpp"
#include "base/hex.hpp"

namespace lofte::custody::ledger {

namespace {

constexpr std::string_view signature_mark = "\u2014 ";
constexpr std::size_t note_bytes_max = 64 * 1024;
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t time_bytes = 8;
constexpr std::uint64_t seconds_max = 32'503'680'000;  // the year 3000

template <typename Number>
std::optional<Number> number_of(std::string_view digits) {
  Number number{};
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  bool const is_canonical = digits == "0" || !digits.starts_with('0');
  if (error != std::errc{} || end != digits.data() + digits.size() || !is_canonical) {
    return std::nullopt;
  }
  return number;
}

// Takes the text up to the next `end`, which is taken too; nullopt when there is none.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view end) {
  auto const at = rest.find(end);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  auto const taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

BytesView view(crypto::PublicKey const& key) {
  return {reinterpret_cast<char const*>(key.data()), key.size()};
}

BytesView view(crypto::Signature const& signature) {
  return {reinterpret_cast<char const*>(signature.data()), signature.size()};
}

Bytes type_and_key(VerifierKey const& key) {
  return Writer{}.u8(static_cast<std::uint8_t>(key.type)).raw(view(key.key)).take();
}

std::string cosigned_text(std::uint64_t seconds, Checkpoint const& checkpoint) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + checkpoint.text();
}

std::optional<crypto::Signature> signature_of(BytesView bytes) {
  crypto::Signature signature;
  if (bytes.size() != signature.size()) {
    return std::nullopt;
  }
  std::ranges::copy(bytes, signature.begin());
  return signature;
}

std::optional<SignedCheckpoint::Line> parse_line(std::string_view line) {
  if (!line.starts_with(signature_mark)) {
    return std::nullopt;
  }
  line.remove_prefix(signature_mark.size());
  auto const name = take_until(line, " ");
  auto const bytes = from_base64(line);
  if (!name || !is_signer_name(*name) || !bytes || bytes->size() <= key_id_bytes) {
    return std::nullopt;
  }
  SignedCheckpoint::Line parsed{.name = std::string(*name),
                                .signature = bytes->substr(key_id_bytes)};
  std::copy_n(bytes->begin(), key_id_bytes, parsed.key_id.begin());
  return parsed;
}

}  // namespace

bool is_signer_name(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '+' || c == '\x7f';
  });
}

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(size) + "\n" + to_base64(crypto::view(root)) + "\n";
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text) {
  auto const origin = take_until(text, "\n");
  auto const size_text = take_until(text, "\n");
  auto const root_text = take_until(text, "\n");
  // Lines that an extension adds are not ours to sign or to understand.
  if (!origin || origin->empty() || !size_text || !root_text || !text.empty()) {
    return std::nullopt;
  }
  auto const size = number_of<std::uint64_t>(*size_text);
  auto const root = from_base64(*root_text);
  if (!size || !root || root->size() != sizeof(Hash)) {
    return std::nullopt;
  }
  return Checkpoint{
      .origin = std::string(*origin), .size = *size, .root = crypto::digest_from(*root)};
}

std::array<std::uint8_t, 4> VerifierKey::id() const {
  auto const digest = crypto::sha256({name, "\n", type_and_key(*this)});
  return {digest[0], digest[1], digest[2], digest[3]};
}

std::string VerifierKey::text() const {
  auto const its_id = id();
  BytesView const id_bytes(reinterpret_cast<char const*>(its_id.data()), its_id.size());
  return name + "+" + to_hex(id_bytes) + "+" + to_base64(type_and_key(*this));
}

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
  std::string_view rest = text;
  auto const name = take_until(rest, "+");
  auto const hex = take_until(rest, "+");
  auto const bytes = from_base64(rest);
  if (!name || !is_signer_name(*name) || !hex || !bytes || bytes->size() != 33) {
    return std::nullopt;
  }
  VerifierKey key{.name = std::string(*name), .type = static_cast<Type>(bytes->front())};
  if (key.type != Type::ed25519 && key.type != Type::cosignature) {
    return std::nullopt;
  }
  std::copy(bytes->begin() + 1, bytes->end(), key.key.begin());
  return key.text() == text ? std::optional(key) : std::nullopt;
}

std::string SignedCheckpoint::text() const {
  std::string note = checkpoint.text() + "\n";
  for (Line const& line : signatures) {
    Bytes bytes(line.key_id.begin(), line.key_id.end());
    note +=
        std::string(signature_mark) + line.name + " " + to_base64(bytes + line.signature) + "\n";
  }
  return note;
}

std::optional<SignedCheckpoint> SignedCheckpoint::parse(std::string_view note) {
  auto const blank = note.rfind("\n\n");
  if (blank == std::string_view::npos || note.size() > note_bytes_max) {
    return std::nullopt;
  }
  auto const checkpoint = Checkpoint::parse(note.substr(0, blank + 1));
  if (!checkpoint) {
    return std::nullopt;
  }
  SignedCheckpoint parsed{.checkpoint = *checkpoint, .signatures = {}};
  std::string_view rest = note.substr(blank + 2);
  while (auto const line = take_until(rest, "\n")) {
    auto const signature = parse_line(*line);
    if (!signature) {
      return std::nullopt;
    }
    parsed.signatures.push_back(*signature);
  }
  return rest.empty() && !parsed.signatures.empty() ? std::optional(parsed) : std::nullopt;
}

bool SignedCheckpoint::is_signed_by(VerifierKey const& key) const {
  return std::ranges::any_of(signatures, [&](Line const& line) {
    if (key.type != VerifierKey::Type::ed25519 || line.name != key.name ||
        line.key_id != key.id()) {
      return false;
    }
    auto const signature = signature_of(line.signature);
    return signature && crypto::is_signed_by(key.key, checkpoint.text(), *signature);
  });
}

std::optional<Instant> SignedCheckpoint::cosigned_at(VerifierKey const& witness) const {
  for (Line const& line : signatures) {
    if (witness.type != VerifierKey::Type::cosignature || line.name != witness.name ||
        line.key_id != witness.id() || line.signature.size() <= time_bytes) {
      continue;
    }
    std::uint64_t const seconds = Reader(line.signature).u64();
    auto const signature = signature_of(BytesView(line.signature).substr(time_bytes));
    if (seconds <= seconds_max && signature &&
        crypto::is_signed_by(witness.key, cosigned_text(seconds, checkpoint), *signature)) {
      return Instant(std::chrono::seconds(seconds));
    }
  }
  return std::nullopt;
}

Signer::Signer(std::string name, VerifierKey::Type type, crypto::SigningKey const& key)
    : verifier_{.name = std::move(name), .type = type, .key = key.public_key()}, key_(key) {
  require(is_signer_name(verifier_.name), "a signer has a name");
}

void Signer::sign(SignedCheckpoint& checkpoint) const {
  checkpoint.signatures.push_back(
      {.name = verifier_.name,
       .key_id = verifier_.id(),
       .signature = Bytes(view(key_.sign(checkpoint.checkpoint.text())))});
}

void Signer::cosign(SignedCheckpoint& checkpoint, Instant seen) const {
  auto const seconds = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::seconds>(seen).time_since_epoch().count());
  auto const signature = key_.sign(cosigned_text(seconds, checkpoint.checkpoint));
  checkpoint.signatures.push_back({.name = verifier_.name,
                                   .key_id = verifier_.id(),
                                   .signature = Writer{}.u64(seconds).raw(view(signature)).take()});
}

}  // namespace lofte::custody::ledger
