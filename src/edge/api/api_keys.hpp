// The API keys: the owner's, and those that the owner has made. Only a hash of a key is kept, in a
// file of its own beside the store: keys are the door's business, not custody's.
//
//   DIR/api-keys.json  mode 0600
//   {"format": 1, "last": 2, "keys": [{"id": 2, "name": "…", "purposes": […], "powers": […],
//    "created": milliseconds since 1970, "hash": BLAKE2b in hexadecimal}]}
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "base/random.hpp"
#include "edge/api/caller.hpp"

namespace lofte::edge::api {

// Any thread.
class ApiKeys {
 public:
  struct Files {
    std::filesystem::path owner_key;  // the key itself, one line
    std::filesystem::path keys;
  };
  // Throws Failure: damaged ("keys.damaged"), too_new ("keys.too_new").
  ApiKeys(Files files, Random& random);

  // Nullptr when there is no such key.
  std::shared_ptr<Caller const> find(std::string_view key) const;

  struct Made {
    std::shared_ptr<Caller const> caller;
    std::string key;  // told once, and kept nowhere
  };
  // Called with what is about to be, before it is: the ledger may tell of a key that a crash kept
  // from being made or revoked, but never misses one that was.
  using Note = std::function<void(Caller const& caller)>;
  // Durable when it returns. `caller`: name, purposes, powers and created. Throws Failure
  // (conflict, "keys.too_many"), and what `note` throws: then nothing is made.
  Made make(Caller caller, Note const& note);

  std::vector<std::shared_ptr<Caller const>> all() const;  // without the owner's

  // False when there is no such key. Durable when it returns; requests that have begun go on.
  bool revoke(std::uint32_t id, Note const& note);

 private:
  struct State {
    std::uint32_t last = owner_id;
    std::map<std::string, std::shared_ptr<Caller const>, std::less<>> by_hash;
  };
  static State load(std::filesystem::path const& file);
  void save(State const& state) const;

  Files files_;
  Random* random_;
  std::string owner_hash_;
  std::shared_ptr<Caller const> owner_;
  Guarded<State> state_;
};

}  // namespace lofte::edge::api
