// The policy as JSON.
#include <boost/json.hpp>

#include "edge/api/write_json.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using promise::policy::Policy;
using promise::policy::Purpose;

namespace {

json::object json_of(promise::policy::Localized const& text) {
  json::object object;
  for (auto const& [language, words] : text.by_language) {
    object.emplace(language, words);
  }
  return object;
}

json::array categories_of(Policy const& policy,
                          std::vector<promise::policy::CategoryIndex> const& indexes) {
  json::array names;
  for (auto const index : indexes) {
    names.emplace_back(policy.categories[index].name);
  }
  return names;
}

// As the policy page says it, in each of the policy's languages.
json::object keep_in_words(Policy const& policy, promise::policy::Holding const& holding) {
  json::object words;
  for (std::string const& language : policy.languages) {
    words.emplace(language, pages::term_in_words(policy, holding, language));
  }
  return words;
}

json::array holdings_of(Policy const& policy, Purpose const& purpose) {
  json::array holdings;
  for (auto const index : purpose.holdings) {
    auto const& holding = policy.holdings[index];
    auto const& shape = policy.shapes[holding.shape];
    json::array fields;
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
      if ((holding.fields >> i & 1) != 0) {
        fields.emplace_back(shape.fields[i].name);
      }
    }
    holdings.push_back({{"record", shape.name},
                        {"fields", std::move(fields)},
                        {"keep", holding.phrase},
                        {"keep_in_words", keep_in_words(policy, holding)}});
  }
  return holdings;
}

json::value json_of(Policy const& policy, Purpose const& purpose) {
  return {{"name", purpose.name},
          {"title", json_of(purpose.title)},
          {"basis", promise::policy::name_of(purpose.basis)},
          {"law", purpose.law ? json::value(*purpose.law) : json::value(nullptr)},
          {"data", categories_of(policy, purpose.data)},
          {"holds", holdings_of(policy, purpose)},
          {"channels", json::array(purpose.channels.begin(), purpose.channels.end())}};
}

json::value json_of(Policy const& policy, promise::policy::Recipient const& recipient) {
  json::array purposes;
  for (auto const index : recipient.purposes) {
    purposes.emplace_back(policy.purposes[index].name);
  }
  return {{"name", recipient.name},
          {"label", json_of(recipient.label)},
          {"purposes", std::move(purposes)},
          {"data", categories_of(policy, recipient.data)},
          {"country", recipient.country}};
}

}  // namespace

json::value to_json(Policy const& policy) {
  json::array purposes;
  for (auto const& purpose : policy.purposes) {
    purposes.push_back(json_of(policy, purpose));
  }
  json::array recipients;
  for (auto const& recipient : policy.recipients) {
    recipients.push_back(json_of(policy, recipient));
  }
  json::object controller;
  for (auto const& [key, value] : policy.controller.details) {
    controller.emplace(key, value);
  }
  json::array cookies;
  for (auto const& cookie : policy.cookies) {
    cookies.push_back({{"name", cookie.name},
                       {"party", cookie.party},
                       {"purpose", policy.purposes[cookie.purpose].name}});
  }
  return {{"version", policy.version},
          {"dated", policy.dated ? json::value(lofte::to_string(*policy.dated)) : nullptr},
          {"languages", json::array(policy.languages.begin(), policy.languages.end())},
          {"timezone", policy.timezone_name},
          {"controller", std::move(controller)},
          {"purposes", std::move(purposes)},
          {"recipients", std::move(recipients)},
          {"cookies", std::move(cookies)}};
}

}  // namespace lofte::edge::api
