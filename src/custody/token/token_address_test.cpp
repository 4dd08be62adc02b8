#include "custody/token/token_address.hpp"

#include <gtest/gtest.h>

#include "base/failure.hpp"

namespace lofte::custody::token {
namespace {

std::string code_of(std::string const& uri) {
  try {
    TokenAddress const address(uri);
    return "";
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.kind(), FailureKind::bad_input);
    EXPECT_FALSE(failure.remedy().empty());
    EXPECT_EQ(failure.message().find("1234"), std::string::npos) << "a PIN in a message";
    return failure.code();
  }
}

TEST(TokenAddress, SaysWhereTheModuleAndThePinAre) {
  TokenAddress const address(
      "pkcs11:token=My%20token;object=shop?module-path=/usr/lib/m.so&pin-source=file:/etc/pin");
  EXPECT_EQ(address.module(), "/usr/lib/m.so");
  EXPECT_EQ(address.pin_file(), "/etc/pin");
  EXPECT_EQ(address.object(), "shop");
}

TEST(TokenAddress, WithoutPinSourceAndObjectHasThePinInTheEnvironmentAndTheUsualLabel) {
  TokenAddress const address("pkcs11:token=lofte?module-path=/usr/lib/m.so");
  EXPECT_TRUE(address.pin_file().empty());
  EXPECT_EQ(address.object(), "lofte");
}

TEST(TokenAddress, TakesThePinSourceInEachOfItsSpellings) {
  for (char const* source : {"file:/etc/pin", "file:///etc/pin", "/etc/pin", "file:%2Fetc%2Fpin"}) {
    EXPECT_EQ(
        TokenAddress(std::string("pkcs11:?module-path=/m.so&pin-source=") + source).pin_file(),
        "/etc/pin")
        << source;
  }
}

TEST(TokenAddress, RefusesAUriWithThePinInIt) {
  EXPECT_EQ(code_of("pkcs11:token=lofte?module-path=/m.so&pin-value=1234"), "token.pin_in_uri");
}

TEST(TokenAddress, RefusesWhatItCouldNotUseLater) {
  for (std::string const& uri : {
           std::string("http://example.com"),
           std::string(""),
           std::string("pkcs11:token=lofte"),
           std::string("pkcs11:token=lofte?module-path=libsofthsm2.so"),
           std::string("pkcs11:?module-path=/m.so&pin-source=file:pin-1234"),
           std::string("pkcs11:?module-path=/m.so&pin-source=|echo%201234"),
           std::string("pkcs11:pin=1234?module-path=/m.so"),
           std::string("pkcs11:object=?module-path=/m.so"),
           "pkcs11:object=" + std::string(object_bytes_max + 1, 'a') + "?module-path=/m.so",
           "pkcs11:token=a?module-path=/" + std::string(uri_bytes_max, 'a'),
       }) {
    EXPECT_EQ(code_of(uri), "token.uri") << uri;
  }
}

}  // namespace
}  // namespace lofte::custody::token
