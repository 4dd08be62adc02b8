#include "custody/token/token_address.hpp"

#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include <memory>
#include <utility>

#include "base/failure.hpp"

namespace lofte::custody::token {

namespace fs = std::filesystem;

namespace {

constexpr char const* example =
    "pkcs11:token=lofte?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/lofte/pin";

using Uri = std::unique_ptr<P11KitUri, decltype(&p11_kit_uri_free)>;

// The URI is not told again: what was meant to be its PIN may stand anywhere in it.
[[noreturn]] void bad(std::string const& what) {
  throw Failure(FailureKind::bad_input,
                {.code = "token.uri",
                 .message = "the token's PKCS#11 URI " + what,
                 .remedy = std::string("give one such as '") + example + "'"});
}

Uri parse(std::string const& text) {
  Uri uri(p11_kit_uri_new(), &p11_kit_uri_free);
  int const result = p11_kit_uri_parse(text.c_str(), P11_KIT_URI_FOR_ANY, uri.get());
  if (result != P11_KIT_URI_OK) {
    bad(std::string("can't be read: ") + p11_kit_uri_message(result));
  }
  if (p11_kit_uri_any_unrecognized(uri.get()) != 0) {
    bad("names an attribute that is not known");
  }
  return uri;
}

fs::path pin_file_of(P11KitUri const* uri) {
  char const* const source = p11_kit_uri_get_pin_source(uri);
  if (source == nullptr) {
    return {};
  }
  std::string path = source;
  if (path.starts_with("file:")) {
    path.erase(0, path.starts_with("file:///") ? std::string_view("file://").size()
                                               : std::string_view("file:").size());
  }
  if (!fs::path(path).is_absolute()) {
    bad("has a pin-source that is not file: and an absolute path");
  }
  return path;
}

std::string object_of(P11KitUri* uri) {
  CK_ATTRIBUTE const* const label = p11_kit_uri_get_attribute(uri, CKA_LABEL);
  if (label == nullptr) {
    return "lofte";
  }
  std::string object(static_cast<char const*>(label->pValue), label->ulValueLen);
  if (object.empty() || object.size() > object_bytes_max) {
    bad("has an object of no or too many characters");
  }
  return object;
}

}  // namespace

TokenAddress::TokenAddress(std::string uri) : uri_(std::move(uri)) {
  if (uri_.size() > uri_bytes_max || uri_.contains('\0')) {
    bad("is too long");
  }
  Uri const parsed = parse(uri_);
  if (p11_kit_uri_get_pin_value(parsed.get()) != nullptr) {
    throw Failure(FailureKind::bad_input,
                  {.code = "token.pin_in_uri",
                   .message = "the token's PKCS#11 URI has the PIN in it",
                   .remedy = "others have seen it by now: change it, and put the new one into a "
                             "file of mode 0600 that the URI names as pin-source=file:…"});
  }
  char const* const module = p11_kit_uri_get_module_path(parsed.get());
  if (module == nullptr || !fs::path(module).is_absolute()) {
    bad("has no module-path that is absolute");
  }
  module_ = module;
  pin_file_ = pin_file_of(parsed.get());
  object_ = object_of(parsed.get());
}

}  // namespace lofte::custody::token
