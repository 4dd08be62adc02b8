#include "edge/api/api_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/failure.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/folder/durable_file.hpp"
#include "custody/folder/owner_key.hpp"
#include "edge/api/limits.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr int keys_format = 1;

std::string hash_of(std::string_view key) {
  std::string text;
  for (char const byte : custody::crypto::hash(key)) {
    text += fmt::format("{:02x}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  }
  return text;
}

std::string read_file(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string owner_hash(fs::path const& file) {
  std::string key = read_file(file);
  key.erase(key.find_last_not_of(" \r\n\t") + 1);
  if (key.empty()) {
    throw Failure(FailureKind::damaged,
                  {.code = "keys.owner_missing",
                   .message = "the owner's API key file " + file.string() + " can't be read",
                   .remedy = "remove the file, and a fresh key is made at the next start"});
  }
  return hash_of(key);
}

void complete(Caller& caller) {
  caller.purpose_hashes.clear();
  for (std::string const& purpose : caller.purposes) {
    caller.purpose_hashes.push_back(promise::retention::name_hash(purpose));
  }
  std::ranges::sort(caller.purpose_hashes);
}

Caller caller_of(json::object const& entry) {
  Caller caller;
  caller.id = entry.at("id").to_number<std::uint32_t>();
  caller.name = std::string(entry.at("name").as_string());
  for (auto const& purpose : entry.at("purposes").as_array()) {
    caller.purposes.emplace_back(purpose.as_string());
  }
  for (auto const& power : entry.at("powers").as_array()) {
    caller.powers.push_back(parse_power(power.as_string()).value());
  }
  caller.created =
      Instant{std::chrono::milliseconds{entry.at("created").to_number<std::int64_t>()}};
  complete(caller);
  return caller;
}

json::object entry_of(std::string_view hash, Caller const& caller) {
  json::array purposes(caller.purposes.begin(), caller.purposes.end());
  json::array powers;
  for (Power const power : caller.powers) {
    powers.emplace_back(name_of(power));
  }
  return {{"id", caller.id},
          {"name", caller.name},
          {"purposes", std::move(purposes)},
          {"powers", std::move(powers)},
          {"created", caller.created.time_since_epoch().count()},
          {"hash", hash}};
}

}  // namespace

ApiKeys::ApiKeys(Files files, Random& random)
    : files_(std::move(files)),
      random_(&random),
      owner_hash_(owner_hash(files_.owner_key)),
      state_(load(files_.keys)) {
  Caller owner;
  owner.id = owner_id;
  owner.name = "owner";
  owner.is_owner = true;
  owner_ = std::make_shared<Caller const>(std::move(owner));
}

ApiKeys::State ApiKeys::load(fs::path const& file) {
  State state;
  if (!fs::exists(file)) {
    return state;
  }
  try {
    auto const document = json::parse(read_file(file)).as_object();
    if (document.at("format").to_number<int>() > keys_format) {
      throw Failure(FailureKind::too_new, {.code = "keys.too_new",
                                           .message = file.string() + " is of a newer version",
                                           .remedy = "start the version of lofte that wrote it"});
    }
    state.last = document.at("last").to_number<std::uint32_t>();
    for (auto const& entry : document.at("keys").as_array()) {
      state.by_hash.emplace(std::string(entry.at("hash").as_string()),
                            std::make_shared<Caller const>(caller_of(entry.as_object())));
    }
  } catch (Failure const&) {
    throw;
  } catch (std::exception const&) {
    throw Failure(
        FailureKind::damaged,
        {.code = "keys.damaged",
         .message = "the file of API keys, " + file.string() + ", can't be read",
         .remedy = "restore it from a copy; or remove it, and make the keys anew as the owner"});
  }
  return state;
}

void ApiKeys::save(State const& state) const {
  json::array keys;
  for (auto const& [hash, caller] : state.by_hash) {
    keys.emplace_back(entry_of(hash, *caller));
  }
  json::object const document{
      {"format", keys_format}, {"last", state.last}, {"keys", std::move(keys)}};
  custody::folder::write_durably(files_.keys, json::serialize(document) + "\n");
}

std::shared_ptr<Caller const> ApiKeys::find(std::string_view key) const {
  std::string const hash = hash_of(key);
  if (hash == owner_hash_) {
    return owner_;
  }
  return state_.with([&](State const& state) -> std::shared_ptr<Caller const> {
    auto const found = state.by_hash.find(hash);
    return found == state.by_hash.end() ? nullptr : found->second;
  });
}

ApiKeys::Made ApiKeys::make(Caller caller, Note const& note) {
  std::string key = custody::folder::fresh_api_key(*random_);
  complete(caller);
  caller.is_owner = false;
  return state_.with([&](State& state) -> Made {
    if (state.by_hash.size() >= keys_max) {
      throw Failure(FailureKind::conflict, {.code = "keys.too_many",
                                            .message = "there are as many keys as there may be",
                                            .remedy = "revoke those that are no longer used"});
    }
    State fresh = state;
    caller.id = ++fresh.last;
    auto made = std::make_shared<Caller const>(std::move(caller));
    fresh.by_hash.emplace(hash_of(key), made);
    note(*made);
    save(fresh);
    state = std::move(fresh);
    return {.caller = std::move(made), .key = std::move(key)};
  });
}

std::vector<std::shared_ptr<Caller const>> ApiKeys::all() const {
  std::vector<std::shared_ptr<Caller const>> callers = state_.with([](State const& state) {
    std::vector<std::shared_ptr<Caller const>> all;
    for (auto const& [hash, caller] : state.by_hash) {
      all.push_back(caller);
    }
    return all;
  });
  std::ranges::sort(callers, {}, [](auto const& caller) { return caller->id; });
  return callers;
}

bool ApiKeys::revoke(std::uint32_t id, Note const& note) {
  return state_.with([&](State& state) {
    auto const found =
        std::ranges::find(state.by_hash, id, [](auto const& entry) { return entry.second->id; });
    if (found == state.by_hash.end()) {
      return false;
    }
    State fresh = state;
    fresh.by_hash.erase(found->first);
    note(*found->second);
    save(fresh);
    state = std::move(fresh);
    return true;
  });
}

}  // namespace lofte::edge::api
