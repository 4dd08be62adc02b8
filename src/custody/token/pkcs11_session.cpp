#include "custody/token/pkcs11_session.hpp"

#include <p11-kit/pkcs11.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/failure.hpp"
#include "custody/token/pkcs11_failures.hpp"

namespace lofte::custody::token {

namespace {

constexpr std::size_t id_bytes = 16;
constexpr std::size_t gcm_nonce_bytes = 12;
constexpr std::size_t gcm_tag_bytes = 16;

Bytes id_of(KeyName const& name) {
  return Writer().u64(name.generation).u64(name.number).take();
}

// PKCS#11 takes what it only reads by pointers to what it might write.
unsigned char* unchanged(BytesView bytes) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
}

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, BytesView bytes) {
  return {.type = type, .pValue = unchanged(bytes), .ulValueLen = bytes.size()};
}

template <typename Number>
CK_ATTRIBUTE attribute_of(CK_ATTRIBUTE_TYPE type, Number& number) {
  return {.type = type, .pValue = &number, .ulValueLen = sizeof number};
}

// AES-GCM with a nonce that the token may replace by one of its own, as some do.
class Gcm {
 public:
  Gcm(Bytes& nonce, BytesView associated)
      : parameters_{.pIv = reinterpret_cast<unsigned char*>(nonce.data()),
                    .ulIvLen = nonce.size(),
                    .ulIvBits = nonce.size() * 8,
                    .pAAD = unchanged(associated),
                    .ulAADLen = associated.size(),
                    .ulTagBits = gcm_tag_bytes * 8},
        mechanism_{.mechanism = CKM_AES_GCM,
                   .pParameter = &parameters_,
                   .ulParameterLen = sizeof parameters_} {}
  Gcm(Gcm const&) = delete;
  Gcm& operator=(Gcm const&) = delete;
  CK_MECHANISM* mechanism() { return &mechanism_; }

 private:
  CK_GCM_PARAMS parameters_;
  CK_MECHANISM mechanism_;
};

// Room for a key in the clear and what a token may ask for beyond it; wiped when it dies.
struct Plain {
  std::array<char, 128> bytes{};
  ~Plain() { ::explicit_bzero(bytes.data(), bytes.size()); }
  unsigned char* data() { return reinterpret_cast<unsigned char*>(bytes.data()); }
};

[[noreturn]] void key_missing(KeyName const& name, std::string const& token) {
  throw Failure(
      FailureKind::damaged,
      {.code = "token.key_missing",
       .message = "the " + token + " has no key of generation " + std::to_string(name.generation) +
                  " for this root slot",
       .remedy = "if the token has been initialised anew, its keys are gone, and what was "
                 "kept under them with them; else put back the slot's file that was in "
                 "use last"});
}

}  // namespace

Pkcs11Session::Pkcs11Session(Module module, Place place)
    : module_(std::move(module)), place_(std::move(place)) {}

// With the last session of the process the token logs out by itself.
Pkcs11Session::~Pkcs11Session() {
  module_->C_CloseSession(place_.handle);
}

std::vector<CK_OBJECT_HANDLE> Pkcs11Session::find(Bytes const& id) {
  TokenAct const act{.act = "looking for a key in", .token = place_.token};
  CK_OBJECT_CLASS secret_key = CKO_SECRET_KEY;
  std::array<CK_ATTRIBUTE, 3> wanted{attribute_of(CKA_CLASS, secret_key),
                                     attribute(CKA_LABEL, place_.label), attribute(CKA_ID, id)};
  check(module_->C_FindObjectsInit(place_.handle, wanted.data(), id.empty() ? 2 : 3), act);
  std::vector<CK_OBJECT_HANDLE> objects;
  CK_RV result = CKR_OK;
  std::array<CK_OBJECT_HANDLE, 16> some{};
  for (CK_ULONG count = some.size(); result == CKR_OK && count > 0;) {
    result = module_->C_FindObjects(place_.handle, some.data(), some.size(), &count);
    if (result == CKR_OK) {
      objects.insert(objects.end(), some.begin(),
                     some.begin() + static_cast<std::ptrdiff_t>(count));
    }
  }
  module_->C_FindObjectsFinal(place_.handle);
  check(result, act);
  return objects;
}

// Objects of the label whose id is not one of ours are left out: somebody else's, to be left alone.
std::vector<KeyName> Pkcs11Session::keys() {
  std::vector<KeyName> names;
  for (CK_OBJECT_HANDLE const object : find({})) {
    std::array<char, id_bytes> id{};
    CK_ATTRIBUTE wanted = attribute_of(CKA_ID, id);
    CK_RV const result = module_->C_GetAttributeValue(place_.handle, object, &wanted, 1);
    if (result == CKR_BUFFER_TOO_SMALL || (result == CKR_OK && wanted.ulValueLen != id_bytes)) {
      continue;
    }
    check(result, {.act = "reading a key's name in", .token = place_.token});
    Reader reader({id.data(), id.size()});
    std::uint64_t const generation = reader.u64();
    names.push_back({.generation = generation, .number = reader.u64()});
  }
  return names;
}

CK_OBJECT_HANDLE Pkcs11Session::make(KeyName const& name) {
  Bytes const id = id_of(name);
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_OBJECT_CLASS secret_key = CKO_SECRET_KEY;
  CK_KEY_TYPE aes = CKK_AES;
  CK_ULONG length = crypto::key_bytes;
  std::array<CK_ATTRIBUTE, 13> wanted{attribute_of(CKA_CLASS, secret_key),
                                      attribute_of(CKA_KEY_TYPE, aes),
                                      attribute_of(CKA_VALUE_LEN, length),
                                      attribute_of(CKA_TOKEN, yes),
                                      attribute_of(CKA_PRIVATE, yes),
                                      attribute_of(CKA_SENSITIVE, yes),
                                      attribute_of(CKA_EXTRACTABLE, no),
                                      attribute_of(CKA_ENCRYPT, yes),
                                      attribute_of(CKA_DECRYPT, yes),
                                      attribute_of(CKA_WRAP, no),
                                      attribute_of(CKA_UNWRAP, no),
                                      attribute(CKA_LABEL, place_.label),
                                      attribute(CKA_ID, id)};
  CK_MECHANISM generate{.mechanism = CKM_AES_KEY_GEN, .pParameter = nullptr, .ulParameterLen = 0};
  CK_OBJECT_HANDLE key = 0;
  check(module_->C_GenerateKey(place_.handle, &generate, wanted.data(), wanted.size(), &key),
        {.act = "making a key in", .token = place_.token});
  return key;
}

// The nonce is zeros: the key is fresh and seals nothing else.
Sealed Pkcs11Session::seal_under_new(KeyName const& name, crypto::Key const& plain,
                                     BytesView associated) {
  TokenAct const act{.act = "sealing a root key in", .token = place_.token};
  CK_OBJECT_HANDLE const key = make(name);
  Sealed sealed{.nonce = Bytes(gcm_nonce_bytes, '\0'),
                .bytes = Bytes(crypto::key_bytes + 4 * gcm_tag_bytes, '\0')};
  Gcm gcm(sealed.nonce, associated);
  check(module_->C_EncryptInit(place_.handle, gcm.mechanism(), key), act);
  CK_ULONG size = sealed.bytes.size();
  check(module_->C_Encrypt(place_.handle, unchanged(plain.view()), plain.view().size(),
                           reinterpret_cast<unsigned char*>(sealed.bytes.data()), &size),
        act);
  sealed.bytes.resize(size);
  return sealed;
}

crypto::Key Pkcs11Session::open(KeyName const& name, Sealed const& sealed, BytesView associated) {
  TokenAct const act{.act = "opening a root key in", .token = place_.token};
  auto const found = find(id_of(name));
  if (found.empty()) {
    key_missing(name, place_.token);
  }
  Bytes nonce = sealed.nonce;
  Gcm gcm(nonce, associated);
  check(module_->C_DecryptInit(place_.handle, gcm.mechanism(), found.front()), act);
  Plain plain;
  CK_ULONG size = plain.bytes.size();
  CK_RV const result = module_->C_Decrypt(place_.handle, unchanged(sealed.bytes),
                                          sealed.bytes.size(), plain.data(), &size);
  // Tokens differ in how they say that a tag is wrong; what is gone they say alike.
  check(result == CKR_GENERAL_ERROR || result == CKR_DATA_INVALID ? CKR_ENCRYPTED_DATA_INVALID
                                                                  : result,
        act);
  return crypto::Key::from_bytes(
      {plain.bytes.data(), std::min<std::size_t>(size, plain.bytes.size())});
}

void Pkcs11Session::destroy(KeyName const& name) {
  for (CK_OBJECT_HANDLE const object : find(id_of(name))) {
    check(module_->C_DestroyObject(place_.handle, object),
          {.act = "destroying a key in", .token = place_.token});
  }
}

}  // namespace lofte::custody::token
