// lofte keys recovery-key, and reading what it has made.
#include "edge/cli/recovery_key_file.hpp"

#include "base/failure.hpp"
#include "base/personal.hpp"
#include "base/random.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

using custody::backup::RecoveryKey;

namespace {

constexpr std::size_t key_file_bytes_max = 4096;

}  // namespace

RecoveryKey read_recovery_key(std::filesystem::path const& file) {
  std::string text = read_text(file, key_file_bytes_max);
  auto const key = RecoveryKey::parse(text);
  wipe(text);
  if (!key) {
    throw Failure(FailureKind::bad_input,
                  {.code = "backup.recovery_key_malformed",
                   .message = file.string() + " is not the secret half of a recovery key",
                   .remedy = "name the file that lofte keys recovery-key has made"});
  }
  return *key;
}

Exit make_recovery_key(RecoveryKeyOptions const& options) {
  SystemRandom random;
  auto const key = RecoveryKey::random(random);
  std::string text = key.text();
  write_secret(options.file, text);
  wipe(text);
  say(key.public_half().text());
  return Exit::done;
}

}  // namespace lofte::edge::cli
