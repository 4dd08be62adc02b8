#include "edge/cli/log_files.hpp"

#include "base/failure.hpp"
#include "edge/cli/files.hpp"
#include "edge/cli/served_log.hpp"

namespace lofte::edge::cli {

namespace fs = std::filesystem;
using custody::folder::DataFolder;
using custody::ledger::SignedCheckpoint;
using custody::ledger::TileName;
using custody::ledger::VerifierKey;

namespace {

constexpr std::size_t tile_bytes_max = 32 * 1024 * 1024;
constexpr std::size_t checkpoint_bytes_max = 64 * 1024;

class TileFiles final : public LogSource {
 public:
  explicit TileFiles(fs::path folder) : folder_(std::move(folder)) {}

  Bytes tile(TileName const& name) const override {
    fs::path const path = folder_ / custody::ledger::path_of(name);
    if (!fs::exists(path)) {
      throw Failure(
          FailureKind::not_found,
          {.code = "ledger.tile_missing",
           .message = "the log lacks " + custody::ledger::path_of(name),
           .remedy = "fetch or export it again; a log without its tiles can't be checked"});
    }
    return read_text(path, tile_bytes_max);
  }
  SignedCheckpoint checkpoint() const override { return read_checkpoint(folder_ / "checkpoint"); }
  std::optional<VerifierKey> own_key() const override { return std::nullopt; }

 private:
  fs::path folder_;
};

class FolderLog final : public LogSource {
 public:
  explicit FolderLog(fs::path const& folder) : folder_(DataFolder::open(folder)) {
    folder_->ledger().sequence();
  }

  Bytes tile(TileName const& name) const override { return folder_->ledger().log().tile(name); }
  SignedCheckpoint checkpoint() const override { return folder_->ledger().log().checkpoint(); }
  std::optional<VerifierKey> own_key() const override { return folder_->ledger().verifier(); }

 private:
  std::unique_ptr<DataFolder> folder_;
};

}  // namespace

std::unique_ptr<LogSource> open_log(LogPlace const& place) {
  if (is_url(place.source)) {
    return std::make_unique<ServedLog>(
        ServedLog::Place{.url = place.source, .ca_file = place.ca_file});
  }
  fs::path const folder(place.source);
  if (DataFolder::is_one(folder)) {
    return std::make_unique<FolderLog>(folder);
  }
  if (fs::exists(folder / "checkpoint")) {
    return std::make_unique<TileFiles>(folder);
  }
  throw Failure(FailureKind::not_found,
                {.code = "ledger.source_missing",
                 .message = place.source + " is neither a data folder nor an exported log",
                 .remedy = "name a data folder, a folder with checkpoint and tile/ in it, or the "
                           "address of a log: https://shop.example/ledger"});
}

VerifierKey key_for(std::string const& text, LogSource const& source) {
  if (text.empty()) {
    if (auto const own = source.own_key()) {
      return *own;
    }
    throw Failure(FailureKind::bad_input,
                  {.code = "ledger.key_missing",
                   .message = "a log does not prove whose it is; its key does",
                   .remedy = "give --checkpoint-key as the shop publishes it"});
  }
  auto const key = VerifierKey::parse(text);
  if (!key || key->type != VerifierKey::Type::ed25519) {
    throw Failure(FailureKind::bad_input,
                  {.code = "ledger.key_malformed",
                   .message = "this is not the key of a ledger",
                   .remedy = "give it as lofte ledger key prints it: NAME+8 digits+base64"});
  }
  return *key;
}

SignedCheckpoint read_checkpoint(fs::path const& file) {
  auto const checkpoint = SignedCheckpoint::parse(read_text(file, checkpoint_bytes_max));
  if (!checkpoint) {
    throw Failure(FailureKind::bad_input,
                  {.code = "ledger.checkpoint_malformed",
                   .message = file.string() + " is not a signed checkpoint, or not all of it",
                   .remedy = "fetch it again from /ledger/checkpoint"});
  }
  return *checkpoint;
}

}  // namespace lofte::edge::cli
