// The secrets by which notices to recipients are signed, one for each, in a file of the data folder
// that only its user can read: an HMAC needs the secret itself, so no hash will do.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/guarded.hpp"
#include "base/random.hpp"

namespace lofte::edge::webhooks {

// Any thread. Borrows the randomness.
class Secrets {
 public:
  // Throws Failure: damaged ("webhook_secrets.damaged"), too_new ("webhook_secrets.too_new").
  Secrets(std::filesystem::path file, Random& random);

  // Nullopt until one has been made.
  std::optional<std::string> of(std::string_view recipient) const;
  // A fresh one, durable when it returns; one that was there counts no longer. Throws Failure
  // (unavailable, "file.unwritable").
  std::string make(std::string const& recipient);

 private:
  using ByName = std::map<std::string, std::string, std::less<>>;
  static ByName load(std::filesystem::path const& file);

  std::filesystem::path file_;
  Random* random_;
  Guarded<ByName> by_name_;
};

}  // namespace lofte::edge::webhooks
