#include "custody/folder/checkpoint_file.hpp"

#include <fstream>
#include <sstream>

#include "base/failure.hpp"
#include "custody/folder/durable_file.hpp"
#include "custody/ledger/verify.hpp"

namespace lofte::custody::folder {

namespace fs = std::filesystem;
using ledger::SignedCheckpoint;

namespace {

SignedCheckpoint read(fs::path const& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  auto const checkpoint = SignedCheckpoint::parse(text.str());
  if (!checkpoint) {
    throw Failure(FailureKind::damaged,
                  {.code = "ledger.checkpoint_malformed",
                   .message = file.string() + " is not a signed checkpoint",
                   .remedy = "put it back from a copy; without it, remove it: a store that was put "
                             "back to an earlier state is then not noticed this once"});
  }
  return *checkpoint;
}

}  // namespace

void CheckpointFile::expect_continued(ledger::Log const& log,
                                      ledger::VerifierKey const& key) const {
  if (!fs::exists(file_)) {
    return;
  }
  SignedCheckpoint const shown = read(file_);
  if (!shown.is_signed_by(key)) {
    return;
  }
  SignedCheckpoint const newest = log.checkpoint();
  if (shown.checkpoint.size > newest.checkpoint.size) {
    throw Failure(
        FailureKind::damaged,
        {.code = "ledger.rolled_back",
         .message = "the store is older than its own ledger: it has " +
                    std::to_string(newest.checkpoint.size) + " entries, and has shown " +
                    std::to_string(shown.checkpoint.size),
         .remedy =
             "put the newest store back; if it is lost, lofte restore makes a new folder from "
             "backups and says so in the ledger"});
  }
  ledger::verify_growth(log, {.older = shown, .newer = newest}, key);
}

void CheckpointFile::write(SignedCheckpoint const& checkpoint) const {
  write_durably(file_, checkpoint.text());
}

}  // namespace lofte::custody::folder
