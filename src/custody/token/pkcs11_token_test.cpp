// A token of SoftHSM 2, with faults put between where SoftHSM has none to show.
#include "custody/token/pkcs11_token.hpp"

#include <gtest/gtest.h>
#include <p11-kit/pkcs11.h>

#include <array>
#include <fstream>

#include "base/failure.hpp"
#include "custody/token/pin.hpp"
#include "custody/token/softhsm_test.hpp"

namespace lofte::custody::token {
namespace {

// Functions of a module that answer otherwise than SoftHSM does.
struct Faults {
  CK_FLAGS flags = 0;       // of every token, beside its own
  CK_RV login = CKR_OK;     // instead of asking the module
  bool is_removed = false;  // no slot has a token
  CK_RV encrypt = CKR_OK;
  CK_RV generate = CKR_OK;
  int logins = 0;  // that were asked for
};
Faults faults;
CK_FUNCTION_LIST real;

CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID* slots, CK_ULONG* count) {
  if (faults.is_removed) {
    *count = 0;
    return CKR_OK;
  }
  return real.C_GetSlotList(present, slots, count);
}
CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
  CK_RV const result = real.C_GetTokenInfo(slot, info);
  info->flags |= faults.flags;
  return result;
}
CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char* pin, CK_ULONG size) {
  ++faults.logins;
  return faults.login != CKR_OK ? faults.login : real.C_Login(session, user, pin, size);
}
CK_RV encrypt(CK_SESSION_HANDLE session, unsigned char* data, CK_ULONG size, unsigned char* out,
              CK_ULONG* out_size) {
  return faults.encrypt != CKR_OK ? faults.encrypt
                                  : real.C_Encrypt(session, data, size, out, out_size);
}
CK_RV generate_key(CK_SESSION_HANDLE session, CK_MECHANISM* mechanism, CK_ATTRIBUTE* attributes,
                   CK_ULONG count, CK_OBJECT_HANDLE* key) {
  return faults.generate != CKR_OK ? faults.generate
                                   : real.C_GenerateKey(session, mechanism, attributes, count, key);
}

Module load_with_faults(std::filesystem::path const& library) {
  Module const loaded = load_module(library);
  real = *loaded;
  auto* const between = new CK_FUNCTION_LIST(real);
  between->C_GetSlotList = get_slot_list;
  between->C_GetTokenInfo = get_token_info;
  between->C_Login = login;
  between->C_Encrypt = encrypt;
  between->C_GenerateKey = generate_key;
  return {between, [loaded](CK_FUNCTION_LIST* functions) { delete functions; }};
}

class Pkcs11TokenTest : public testing::Test {
 protected:
  Pkcs11TokenTest() { faults = {}; }
  ~Pkcs11TokenTest() override { ::unsetenv(pin_variable); }

  Pkcs11Token token(std::string const& uri) { return Pkcs11Token(TokenAddress(uri)); }
  std::string code_of(std::function<void()> const& act) {
    try {
      act();
      return "nothing failed";
    } catch (Failure const& failure) {
      EXPECT_FALSE(failure.remedy().empty()) << failure.code();
      EXPECT_EQ(std::string(failure.what()).find(SoftHsm::pin), std::string::npos)
          << failure.what();
      EXPECT_EQ(std::string(failure.what()).find("0000"), std::string::npos) << failure.what();
      return failure.code();
    }
  }
  std::string code_of_opening(std::string const& uri) {
    return code_of([&] { Pkcs11Token(TokenAddress(uri), load_with_faults).open("label"); });
  }
  std::string code_of_opening() { return code_of_opening(hsm.uri()); }

  SoftHsm hsm;
  SeededRandom random{3};
  crypto::Key root = crypto::Key::random(random);
  KeyName name{.generation = 12, .number = 0xfedcba9876543210};
};

TEST_F(Pkcs11TokenTest, OpensWhatItHasSealedInALaterSession) {
  Sealed sealed;
  {
    Pkcs11Token here(TokenAddress(hsm.uri()));
    sealed = here.open("label")->seal_under_new(name, root, "place");
    EXPECT_FALSE(sealed.bytes.contains(root.view()));
    EXPECT_EQ(sealed.bytes.size(), crypto::key_bytes + 16);
  }
  Pkcs11Token here(TokenAddress(hsm.uri()));
  auto const session = here.open("label");
  EXPECT_EQ(session->keys(), std::vector{name});
  EXPECT_EQ(session->open(name, sealed, "place").view(), root.view());
  EXPECT_EQ(here.identity().find("SoftHSM project "), 0U);
}

TEST_F(Pkcs11TokenTest, WhatWasSealedOpensInItsPlaceAlone) {
  Pkcs11Token here(TokenAddress(hsm.uri()));
  auto const session = here.open("label");
  Sealed const sealed = session->seal_under_new(name, root, "place");
  EXPECT_EQ(code_of([&] { session->open(name, sealed, "elsewhere"); }), "token.unsealable");
  Sealed changed = sealed;
  changed.bytes[3] = static_cast<char>(changed.bytes[3] ^ 1);
  EXPECT_EQ(code_of([&] { session->open(name, changed, "place"); }), "token.unsealable");
  changed.bytes.clear();
  EXPECT_EQ(code_of([&] { session->open(name, changed, "place"); }), "token.unsealable");
  EXPECT_EQ(session->open(name, sealed, "place").view(), root.view());
}

TEST_F(Pkcs11TokenTest, AKeyThatIsDestroyedOpensNothingAgain) {
  Pkcs11Token here(TokenAddress(hsm.uri()));
  auto const session = here.open("label");
  Sealed const sealed = session->seal_under_new(name, root, "place");
  KeyName const other{.generation = 12, .number = 1};
  session->seal_under_new(other, root, "place");
  session->destroy(name);
  EXPECT_EQ(session->keys(), std::vector{other});
  EXPECT_EQ(code_of([&] { session->open(name, sealed, "place"); }), "token.key_missing");
  EXPECT_NO_THROW(session->destroy(name));
}

TEST_F(Pkcs11TokenTest, KeysOfOtherLabelsAreNotItsOwn) {
  Pkcs11Token here(TokenAddress(hsm.uri()));
  Sealed const sealed = here.open("one")->seal_under_new(name, root, "place");
  auto const other = here.open("other");
  EXPECT_TRUE(other->keys().empty());
  other->destroy(name);
  EXPECT_EQ(here.open("one")->open(name, sealed, "place").view(), root.view());
}

TEST_F(Pkcs11TokenTest, ItsKeysCanNotBeTakenOut) {
  Pkcs11Token here(TokenAddress(hsm.uri()));
  here.open("label")->seal_under_new(name, root, "place");
  Module const module = load_module(SoftHsm::module());
  std::array<CK_SLOT_ID, 8> slots{};
  CK_ULONG count = slots.size();
  ASSERT_EQ(module->C_GetSlotList(CK_TRUE, slots.data(), &count), CKR_OK);
  CK_SESSION_HANDLE session = 0;
  ASSERT_EQ(module->C_OpenSession(slots[0], CKF_SERIAL_SESSION, nullptr, nullptr, &session),
            CKR_OK);
  std::string pin = SoftHsm::pin;
  CK_RV const logged_in =
      module->C_Login(session, CKU_USER, reinterpret_cast<unsigned char*>(pin.data()), pin.size());
  ASSERT_TRUE(logged_in == CKR_OK || logged_in == CKR_USER_ALREADY_LOGGED_IN);
  ASSERT_EQ(module->C_FindObjectsInit(session, nullptr, 0), CKR_OK);
  CK_OBJECT_HANDLE key = 0;
  ASSERT_EQ(module->C_FindObjects(session, &key, 1, &count), CKR_OK);
  ASSERT_EQ(count, 1U);
  std::array<char, 64> value{};
  CK_ATTRIBUTE wanted{.type = CKA_VALUE, .pValue = value.data(), .ulValueLen = value.size()};
  EXPECT_EQ(module->C_GetAttributeValue(session, key, &wanted, 1), CKR_ATTRIBUTE_SENSITIVE);
  CK_BBOOL extractable = CK_TRUE;
  wanted = {.type = CKA_EXTRACTABLE, .pValue = &extractable, .ulValueLen = sizeof extractable};
  ASSERT_EQ(module->C_GetAttributeValue(session, key, &wanted, 1), CKR_OK);
  EXPECT_EQ(extractable, CK_FALSE);
}

TEST_F(Pkcs11TokenTest, SaysThatTheModuleIsNotThere) {
  EXPECT_EQ(code_of_opening("pkcs11:token=lofte?module-path=/nowhere/module.so"),
            "token.module_missing");
  std::ofstream(hsm.folder() / "module.so") << "not a library";
  EXPECT_EQ(
      code_of_opening("pkcs11:token=lofte?module-path=" + (hsm.folder() / "module.so").string()),
      "token.module_failed");
}

TEST_F(Pkcs11TokenTest, SaysThatNoTokenOrMoreThanOneIsTheOne) {
  hsm.add_token("second");
  EXPECT_EQ(code_of_opening(hsm.uri("third")), "token.missing");
  EXPECT_EQ(code_of_opening("pkcs11:manufacturer=SoftHSM%20project?module-path=" +
                            SoftHsm::module().string()),
            "token.ambiguous");
  EXPECT_EQ(code_of_opening(hsm.uri("second")), "nothing failed");
}

TEST_F(Pkcs11TokenTest, TakesThePinFromTheEnvironmentWhenNoFileIsNamed) {
  std::string const uri = "pkcs11:token=lofte?module-path=" + SoftHsm::module().string();
  EXPECT_EQ(code_of_opening(uri), "token.pin_missing");
  ::setenv(pin_variable, SoftHsm::pin, 1);
  EXPECT_EQ(code_of_opening(uri), "nothing failed");
  EXPECT_EQ(faults.logins, 1);
}

TEST_F(Pkcs11TokenTest, ReadsThePinFromAFileThatIsItsUsersAlone) {
  for (::mode_t const mode : {0640U, 0604U, 0620U}) {
    ::chmod(hsm.pin_file().c_str(), mode);
    EXPECT_EQ(code_of_opening(), "token.pin_open_to_others") << mode;
  }
  ::chmod(hsm.pin_file().c_str(), 0400);
  EXPECT_EQ(code_of_opening(), "nothing failed");
  ::chmod(hsm.pin_file().c_str(), 0600);
  for (std::string const& text : {std::string("\n"), std::string(pin_bytes_max + 1, '0')}) {
    hsm.write_pin(text);
    EXPECT_EQ(code_of_opening(), "token.pin_missing") << text.size();
  }
  std::filesystem::remove(hsm.pin_file());
  EXPECT_EQ(code_of_opening(), "token.pin_missing");
  std::filesystem::create_directory(hsm.pin_file());
  EXPECT_EQ(code_of_opening(), "token.pin_missing");
  EXPECT_EQ(faults.logins, 1);
}

TEST_F(Pkcs11TokenTest, AWrongPinIsTriedOnceAndNotAgainUntilItIsAnother) {
  hsm.write_pin("0000");
  Pkcs11Token here(TokenAddress(hsm.uri()), load_with_faults);
  EXPECT_EQ(code_of([&] { here.open("label"); }), "token.pin_wrong");
  EXPECT_EQ(code_of([&] { here.open("label"); }), "token.pin_wrong");
  EXPECT_EQ(faults.logins, 1);
  hsm.write_pin(SoftHsm::pin);
  EXPECT_EQ(code_of([&] { here.open("label"); }), "nothing failed");
  EXPECT_EQ(faults.logins, 2);
}

TEST_F(Pkcs11TokenTest, NeverTriesAPinThatCouldLockTheToken) {
  faults.flags = CKF_USER_PIN_FINAL_TRY;
  EXPECT_EQ(code_of_opening(), "token.pin_last_try");
  faults.flags = CKF_USER_PIN_LOCKED;
  EXPECT_EQ(code_of_opening(), "token.pin_locked");
  EXPECT_EQ(faults.logins, 0);
  faults.flags = 0;
  faults.login = CKR_PIN_LOCKED;
  EXPECT_EQ(code_of_opening(), "token.pin_locked");
  faults.login = CKR_PIN_EXPIRED;
  EXPECT_EQ(code_of_opening(), "token.pin_unset");
}

TEST_F(Pkcs11TokenTest, ATokenThatWasAwayIsUsedAgainWhenItIsBack) {
  Pkcs11Token here(TokenAddress(hsm.uri()), load_with_faults);
  Sealed const sealed = here.open("label")->seal_under_new(name, root, "place");
  faults.is_removed = true;
  EXPECT_EQ(code_of([&] { here.open("label"); }), "token.missing");
  faults.is_removed = false;
  EXPECT_EQ(here.open("label")->open(name, sealed, "place").view(), root.view());
}

TEST_F(Pkcs11TokenTest, ATokenThatGoesOrIsUnfitWhileItWorksIsNamed) {
  Pkcs11Token here(TokenAddress(hsm.uri()), load_with_faults);
  auto const session = here.open("label");
  auto const seal = [&] { session->seal_under_new(name, root, "place"); };
  for (CK_RV const gone : {CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SESSION_HANDLE_INVALID}) {
    faults.generate = gone;
    EXPECT_EQ(code_of(seal), "token.gone");
  }
  faults.generate = CKR_DEVICE_MEMORY;
  EXPECT_EQ(code_of(seal), "token.full");
  faults.generate = CKR_MECHANISM_INVALID;
  EXPECT_EQ(code_of(seal), "token.unfit");
  faults.generate = CKR_FUNCTION_FAILED;
  EXPECT_EQ(code_of(seal), "token.failed");
  faults.generate = CKR_OK;
  faults.encrypt = CKR_DEVICE_ERROR;
  EXPECT_EQ(code_of(seal), "token.gone");
}

}  // namespace
}  // namespace lofte::custody::token
