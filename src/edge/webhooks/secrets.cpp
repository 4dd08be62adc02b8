#include "edge/webhooks/secrets.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/failure.hpp"
#include "custody/folder/durable_file.hpp"
#include "edge/webhooks/signature.hpp"

namespace lofte::edge::webhooks {

namespace json = boost::json;

namespace {

constexpr int secrets_format = 1;

}  // namespace

Secrets::Secrets(std::filesystem::path file, Random& random)
    : file_(std::move(file)), random_(&random), by_name_(load(file_)) {}

Secrets::ByName Secrets::load(std::filesystem::path const& file) {
  ByName by_name;
  if (!std::filesystem::exists(file)) {
    return by_name;
  }
  std::ifstream in(file, std::ios::binary);
  std::string const text(std::istreambuf_iterator<char>(in), {});
  try {
    auto const document = json::parse(text).as_object();
    if (document.at("format").to_number<int>() > secrets_format) {
      throw Failure(FailureKind::too_new, {.code = "webhook_secrets.too_new",
                                           .message = file.string() + " is of a newer version",
                                           .remedy = "start the version of lofte that wrote it"});
    }
    for (auto const& [name, secret] : document.at("secrets").as_object()) {
      key_of(secret.as_string()).value();
      by_name.emplace(std::string(name), std::string(secret.as_string()));
    }
  } catch (Failure const&) {
    throw;
  } catch (std::exception const&) {
    throw Failure(FailureKind::damaged,
                  {.code = "webhook_secrets.damaged",
                   .message = "the file of webhook secrets, " + file.string() + ", can't be read",
                   .remedy = "restore it from a copy; or remove it, and make the secrets anew"});
  }
  return by_name;
}

std::optional<std::string> Secrets::of(std::string_view recipient) const {
  return by_name_.with([&](ByName const& by_name) -> std::optional<std::string> {
    auto const found = by_name.find(recipient);
    return found == by_name.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string Secrets::make(std::string const& recipient) {
  return by_name_.with([&](ByName& by_name) {
    ByName fresh = by_name;
    std::string secret = fresh_secret(*random_);
    fresh[recipient] = secret;
    json::object secrets;
    for (auto const& [name, value] : fresh) {
      secrets.emplace(name, value);
    }
    json::object const document{{"format", secrets_format}, {"secrets", std::move(secrets)}};
    custody::folder::write_durably(file_, json::serialize(document) + "\n");
    by_name = std::move(fresh);
    return secret;
  });
}

}  // namespace lofte::edge::webhooks
