// The routes by which a person's rights are used.
#include <boost/json.hpp>

#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"
#include "shop/mailings/suppress.hpp"
#include "shop/rights/erase.hpp"
#include "shop/rights/object.hpp"
#include "shop/rights/restrict.hpp"
#include "shop/rights/withdraw_consent.hpp"

namespace lofte::edge::api {

using custody::vault::Vault;
using http::Method;
using shop::rights::Answer;

namespace {

// An answer of a person's rights names every purpose that goes on. A key without the power "rights"
// may end its own purposes, and sees no other.
http::Response answer_to(Call const& call, Answer answer) {
  if (!call.caller.may(Power::rights)) {
    std::erase_if(answer.stays,
                  [&](auto const& staying) { return !call.caller.is_bound_to(staying.purpose); });
    answer.set_aside.clear();
  }
  return api::answer(200, to_json(answer));
}

// A body might ask for less than the route does, such as the erasure of one record: done in full,
// and not to be undone.
void expect_no_body(Call const& call) {
  Body(call.request.body).expect_no_more();
}

http::Response give_consent(Vault& vault, Call const& call) {
  expect_no_body(call);
  std::string const& purpose = call.path.at("purpose");
  call.expect_bound_to(purpose);
  auto const link = vault.give_consent(call.subject(), purpose);
  shop::mailings::take_back(vault, call.subject(), {.purpose = purpose});
  return api::answer(200, {{"receipt", receipt_path(link)}});
}

http::Response withdraw_consent(Vault& vault, Call const& call) {
  expect_no_body(call);
  std::string const& purpose = call.path.at("purpose");
  call.expect_bound_to(purpose);
  return answer_to(call, shop::rights::withdraw_consent(vault, call.subject(), purpose));
}

http::Response object(Vault& vault, Call const& call) {
  expect_no_body(call);
  std::string const& purpose = call.path.at("purpose");
  call.expect_bound_to(purpose);
  return answer_to(call, shop::rights::object(vault, call.subject(), purpose));
}

// Everything that is held, for the person; the receipt is of these very bytes.
http::Response give_access(Vault& vault, Call const& call) {
  call.expect(Power::rights);
  expect_no_body(call);
  boost::json::array records;
  for (auto const& accessed : vault.access(call.subject())) {
    records.push_back(to_json(accessed));
  }
  std::string body =
      boost::json::serialize(boost::json::object{{"subject", call.path.at("subject")},
                                                 {"today", lofte::to_string(vault.today())},
                                                 {"records", std::move(records)}});
  auto const link = vault.note_access(call.subject(), custody::crypto::sha256({body}));
  return http::json_response(200, std::move(body))
      .with("Link", "</receipts/" + link.token + ">; rel=\"receipt\"");
}

}  // namespace

void add_rights_routes(Routes& routes, Vault& vault) {
  std::string const subject = "/v1/subjects/{subject}";
  routes.add(Access::key, Method::put, subject + "/consents/{purpose}",
             [&](Call const& call) { return give_consent(vault, call); });
  routes.add(Access::key, Method::delete_, subject + "/consents/{purpose}",
             [&](Call const& call) { return withdraw_consent(vault, call); });
  routes.add(Access::key, Method::put, subject + "/objections/{purpose}",
             [&](Call const& call) { return object(vault, call); });
  routes.add(Access::key, Method::put, subject + "/restriction", [&](Call const& call) {
    call.expect(Power::rights);
    expect_no_body(call);
    return answer_to(call, shop::rights::restrict(vault, call.subject()));
  });
  routes.add(Access::key, Method::delete_, subject + "/restriction", [&](Call const& call) {
    call.expect(Power::rights);
    expect_no_body(call);
    return answer_to(call, shop::rights::lift_restriction(vault, call.subject()));
  });
  routes.add(Access::key, Method::post, subject + "/access",
             [&](Call const& call) { return give_access(vault, call); });
  routes.add(Access::key, Method::post, subject + "/erasure", [&](Call const& call) {
    call.expect(Power::rights);
    expect_no_body(call);
    return answer_to(call, shop::rights::erase(vault, call.subject()));
  });
}

}  // namespace lofte::edge::api
