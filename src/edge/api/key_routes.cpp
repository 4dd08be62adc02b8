// The owner's routes for API keys.
#include <boost/json.hpp>
#include <charconv>

#include "base/failure.hpp"
#include "edge/api/limits.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using custody::vault::Vault;
using http::Method;

namespace {

std::vector<Power> powers_of(std::vector<std::string> const& names) {
  std::vector<Power> powers;
  for (std::string const& name : names) {
    auto const power = parse_power(name);
    if (!power) {
      throw Failure(FailureKind::bad_input,
                    {.code = "power.unknown",
                     .message = "there is no power \"" + name + "\"",
                     .remedy = "the powers are rights, holds and holdings"});
    }
    powers.push_back(*power);
  }
  return powers;
}

void expect_purposes(Vault const& vault, std::vector<std::string> const& purposes) {
  auto const policy = vault.in_force().shown->history().current().policy;
  for (std::string const& purpose : purposes) {
    if (!policy->find_purpose(purpose)) {
      throw Failure(FailureKind::bad_input,
                    {.code = "purpose.unknown",
                     .message = "the policy has no purpose \"" + purpose + "\"",
                     .remedy = "the purposes are listed at /policy.json"});
    }
  }
}

http::Response make_key(ApiKeys& keys, Vault const& vault, Call const& call) {
  Body body(call.request.body);
  Caller caller;
  caller.name = body.text("name");
  caller.purposes = body.texts("purposes");
  caller.powers = powers_of(body.texts("powers"));
  body.expect_no_more();
  if (caller.name.empty() || caller.name.size() > key_name_bytes_max) {
    throw Failure(FailureKind::bad_input, {.code = "key.name",
                                           .message = "the name of a key has 1 to 100 bytes",
                                           .remedy = "name the system that is to use it"});
  }
  expect_purposes(vault, caller.purposes);
  caller.created = vault.ground().clock.now();
  auto& ledger = vault.ground().ledger;
  auto const made = keys.make(std::move(caller), [&](Caller const& fresh) {
    ledger.announce(ledger.statement("key_made")
                        .say("actor", fresh.id)
                        .say("purposes", std::uint64_t{fresh.purposes.size()}));
  });
  json::value told = to_json(*made.caller);
  told.as_object().emplace("key", made.key);
  return answer(201, told);
}

http::Response list_keys(ApiKeys const& keys) {
  json::array list;
  for (auto const& caller : keys.all()) {
    list.push_back(to_json(*caller));
  }
  return answer(200, {{"keys", std::move(list)}});
}

http::Response revoke_key(ApiKeys& keys, Vault const& vault, Call const& call) {
  std::string const& text = call.path.at("key");
  std::uint32_t id = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  auto& ledger = vault.ground().ledger;
  auto const note = [&](Caller const& revoked) {
    ledger.announce(ledger.statement("key_revoked").say("actor", revoked.id));
  };
  if (error != std::errc() || end != text.data() + text.size() || !keys.revoke(id, note)) {
    throw Failure(FailureKind::not_found,
                  {.code = "key.unknown",
                   .message = "there is no key of that number",
                   .remedy = "GET /v1/keys lists them; the owner's key can't be revoked, remove "
                             "owner.key and start anew to replace it"});
  }
  return {.status = 204, .content_type = {}, .headers = {}, .body = {}};
}

}  // namespace

void add_key_routes(Routes& routes, ApiKeys& keys, Vault& vault) {
  routes.add(Access::owner, Method::post, "/v1/keys",
             [&](Call const& call) { return make_key(keys, vault, call); });
  routes.add(Access::owner, Method::get, "/v1/keys", [&](Call const&) { return list_keys(keys); });
  routes.add(Access::owner, Method::delete_, "/v1/keys/{key}",
             [&](Call const& call) { return revoke_key(keys, vault, call); });
}

}  // namespace lofte::edge::api
